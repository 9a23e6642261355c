import type { Workspace } from '@poppobuilder/workspace';
import { composePrompt } from '../prompt/compose-prompt.ts';
import { permittedComments } from '../prompt/permitted-comments.ts';
import { workRules } from '../prompt/rules.ts';
import type { ChangeWork } from './change-work.ts';
import { baseInstructions } from './project-instructions.ts';
import type { WorkSteps } from './work-steps.ts';

/** Runs the agent in a worktree. */
export async function askAgent(work: ChangeWork, workspace: Workspace): Promise<WorkSteps['agent']> {
  const {
    context,
    services,
    subject,
    comment,
    furtherComments = [],
    isDryRun,
    takesChanges,
    sessionId,
  } = work;
  const answered = comment === undefined ? [] : [comment, ...furtherComments];
  const { language } = context.projectConfig;
  const [conversation, instructions] = await Promise.all([
    // Review comments have ids of their own.
    permittedComments(
      services,
      subject.number,
      answered.filter(({ place }) => place === undefined).map(({ id }) => id),
    ),
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
    comments: answered,
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
