import { whileProgressing } from '@poppobuilder/agent';
import type { Assignment } from '../assignment/assignment.ts';
import { askAgent } from '../changes/ask-agent.ts';
import type { AnsweredComment, ChangeWork } from '../changes/change-work.ts';
import { openWorkspace } from '../changes/open-workspace.ts';
import type { Plan, WorkSteps } from '../changes/work-steps.ts';
import type { Journal } from '../journal/journal.ts';

/** What a plan is made of. */
export interface Planning {
  readonly work: ChangeWork;
  readonly journal: Journal<WorkSteps>;
  readonly assignment: Assignment;
  /** Comments that ask for another plan than the last one. */
  readonly comments: readonly AnsweredComment[];
}

/** Asks the agent for a plan in a worktree, in the session of its last plan. Nothing that it writes there is kept. */
export async function makePlan({ work, journal, assignment, comments }: Planning): Promise<Plan> {
  const { context, revisions = [] } = work;
  const { plan: last } = journal.steps;
  const [comment, ...furtherComments] = comments;
  context.progress('checkout', assignment.texts.checkout);
  const workspace = await openWorkspace(work);
  try {
    await assignment.enter('execute');
    const before = await workspace.snapshot();
    const session = last === undefined || last.sessionId === '' ? {} : { sessionId: last.sessionId };
    const asked = { ...work, ...session, comment, furtherComments, plans: true };
    // A run that fails leaves no plan, whatever it wrote.
    const progressing = { context, journal, left: async () => 'no plan' };
    const { answer, sessionId, usage, costUsd } = await whileProgressing(progressing, async () =>
      askAgent(asked, workspace),
    );
    if ((await workspace.snapshot()) !== before) {
      // The worktree is made anew before the plan is carried out.
      context.logger.warn('The agent changed files although it was to plan. The changes are discarded.');
    }
    return {
      number: (last?.number ?? 0) + 1,
      text: answer,
      sessionId,
      usage,
      costUsd,
      comments: revisions.map((reference) => JSON.stringify(reference)),
    };
  } finally {
    await workspace.close();
  }
}
