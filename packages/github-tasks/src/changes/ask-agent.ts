import type { AgentRequest, AgentResult } from '@poppobuilder/agent';
import { type IssueComment, issuesConfig } from '@poppobuilder/github';
import type { Workspace } from '@poppobuilder/workspace';
import { assertTakesMessages } from '../injection/assert-takes-messages.ts';
import { CommentWatch } from '../injection/comment-watch.ts';
import type { Journal } from '../journal/journal.ts';
import { composePrompt } from '../prompt/compose-prompt.ts';
import { permittedComments } from '../prompt/permitted-comments.ts';
import { workRules } from '../prompt/rules.ts';
import type { ChangeWork } from './change-work.ts';
import { baseInstructions } from './project-instructions.ts';
import type { WorkSteps } from './work-steps.ts';

/**
 * Runs the agent in a worktree. With a journal, and if the project says so, comments that arrive meanwhile are sent to it and
 * recorded.
 */
export async function askAgent(
  work: ChangeWork,
  workspace: Workspace,
  journal?: Journal<WorkSteps>,
): Promise<WorkSteps['agent']> {
  const {
    context,
    services,
    subject,
    comment,
    furtherComments = [],
    isDryRun,
    takesChanges,
    plans = false,
    approvedPlan,
    sessionId,
  } = work;
  const answered = comment === undefined ? [] : [comment, ...furtherComments];
  const { language } = context.projectConfig;
  const injects = journal !== undefined && context.projectConfig.section(issuesConfig).comments === 'inject';
  if (injects) assertTakesMessages(services.agent);
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
    plans,
    approvedPlan,
    comments: answered,
  });
  const request: AgentRequest = {
    prompt,
    sessionId,
    cwd: workspace.path,
    projectInstructions: instructions,
    appendSystemPrompt: workRules(language),
    ...(isDryRun || plans ? { permissionMode: 'plan' } : {}),
  };
  const result = injects
    ? await runWithComments(work, request, conversation.all, journal)
    : await services.agent.run(request);
  return {
    // Leading spaces of the first line can mark code, so only empty lines are removed.
    answer: result.output.replace(/^(?:[ \t]*\r?\n)+/, '').trimEnd(),
    sessionId: result.sessionId,
    usage: result.usage,
    costUsd: result.costUsd,
  };
}

/** Runs the agent, and sends it the comments that arrive meanwhile. */
async function runWithComments(
  { context, services, subject: { number } }: ChangeWork,
  request: AgentRequest,
  known: readonly IssueComment[],
  journal: Journal<WorkSteps>,
): Promise<AgentResult> {
  const run = services.agent.begin(request);
  const watch = new CommentWatch({
    context,
    services,
    number,
    known,
    send: async (message) => run.send(message),
    onSent: async (comment) => journal.record({ injected: [...(journal.steps.injected ?? []), comment] }),
  });
  watch.start();
  try {
    return await run.result;
  } finally {
    await watch.close();
  }
}
