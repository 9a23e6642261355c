import type { Workspace } from '@poppobuilder/workspace';
import { composePrompt } from '../prompt/compose-prompt.ts';
import { permittedComments } from '../prompt/permitted-comments.ts';
import { workRules } from '../prompt/rules.ts';
import type { ChangeWork } from './change-work.ts';
import { baseInstructions } from './project-instructions.ts';
import type { WorkSteps } from './work-steps.ts';

/** Runs the agent in a worktree. */
export async function askAgent(work: ChangeWork, workspace: Workspace): Promise<WorkSteps['agent']> {
  const { context, services, subject, comment, isDryRun, takesChanges, sessionId } = work;
  const { language } = context.projectConfig;
  const [conversation, instructions] = await Promise.all([
    // Review comments have ids of their own.
    permittedComments(services, subject.number, comment?.place === undefined ? comment?.id : undefined),
    baseInstructions(workspace, services.agent),
  ]);
  const prompt = composePrompt({
    repository: services.github.repository(),
    subject,
    conversation,
    branch: workspace.branch,
    base: workspace.base,
    language,
    takesChanges,
    comment,
  });
  const result = await services.agent.run({
    prompt,
    sessionId,
    cwd: workspace.path,
    projectInstructions: instructions,
    appendSystemPrompt: workRules(language),
    ...(isDryRun ? { permissionMode: 'plan' } : {}),
  });
  return {
    // Leading spaces of the first line can mark code, so only empty lines are removed.
    answer: result.output.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd(),
    sessionId: result.sessionId,
    usage: result.usage,
    costUsd: result.costUsd,
  };
}
