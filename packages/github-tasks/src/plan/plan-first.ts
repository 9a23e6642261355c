import { TaskError } from '@poppobuilder/core';
import { issuesConfig, joinMarkdown, neutralizeMentions, readReplyMarker } from '@poppobuilder/github';
import { Assignment, whileAssigned } from '../assignment/assignment.ts';
import type { AnsweredComment, ChangeWork } from '../changes/change-work.ts';
import type { Plan, WorkSteps } from '../changes/work-steps.ts';
import { readReferences } from '../comments/read-references.ts';
import type { Journal } from '../journal/journal.ts';
import { NO_SPENDING } from '../spending.ts';
import { readSubject } from '../subject/read-subject.ts';
import { textsFor } from '../texts/texts.ts';
import { DEFAULT_APPROVAL_LABEL } from './approved-work.ts';
import { makePlan } from './make-plan.ts';

/**
 * Has the agent plan, replies with the plan, and shows the label `waiting`. A plan that exists is made again only when comments
 * ask for another one. Always rejects: with `APPROVAL_NEEDED`, which is deferred until a person has approved the plan, or with
 * what failed.
 */
export async function planFirst(work: ChangeWork, journal: Journal<WorkSteps>): Promise<never> {
  const { context, services, subject } = work;
  const { number } = subject;
  const asked = revisionsOf(work, journal);
  const comments =
    asked.length === 0 ? [] : await readReferences({ services, number, signal: context.signal }, asked);
  const known = journal.steps.plan;
  if (known === undefined || comments.length > 0) await plan(work, journal, comments);
  else if (!(await isShown(work, known))) await show(work, journal, known);
  const { plan: made } = journal.steps;
  if (made === undefined) throw new Error('there is no plan');
  const { labels } = await readSubject(services.github, number, context.signal);
  await services.labels.show(number, 'waiting', labels);
  throw new TaskError({
    code: 'APPROVAL_NEEDED',
    message: `Plan ${made.number} for #${number} waits for an approval.`,
    deferred: true,
    retryAfter: 0,
    approval: {
      plan: String(made.number),
      message: `The plan ${made.number} for #${number} needs an approval.`,
    },
  });
}

/** Returns the comments that the last plan does not take into account. */
function revisionsOf(
  { context, revisions }: ChangeWork,
  { steps: { plan: last } }: Journal<WorkSteps>,
): NonNullable<ChangeWork['revisions']> {
  if (!context.mayDefer || revisions === undefined) {
    throw new TaskError({
      code: 'INVALID_TASK',
      message: `The task needs an approval of its plan, but ${context.mayDefer ? `tasks of the type "${context.taskType}" make none` : 'it runs where nobody can give it'}.`,
      hint: 'Submit it with another approval.',
    });
  }
  const known = new Set(last?.comments);
  return revisions.filter((reference) => !known.has(JSON.stringify(reference)));
}

async function plan(
  work: ChangeWork,
  journal: Journal<WorkSteps>,
  comments: readonly AnsweredComment[],
): Promise<void> {
  const assignment = await claim(work, comments);
  await whileAssigned(
    assignment,
    () => NO_SPENDING,
    async () => {
      const made = await makePlan({ work, journal, assignment, comments });
      await journal.record({ plan: made });
      await write(work, assignment, made);
    },
  );
}

/** Shows a plan that an earlier attempt made and could not show. */
async function show(work: ChangeWork, journal: Journal<WorkSteps>, made: Plan): Promise<void> {
  const assignment = await claim(work, []);
  await whileAssigned(
    assignment,
    () => NO_SPENDING,
    async () => write(work, assignment, made),
  );
}

async function claim(
  { context, services, subject }: ChangeWork,
  comments: readonly AnsweredComment[],
): Promise<Assignment> {
  const address = [...new Set(comments.map(({ author }) => `@${author} `))].join('');
  return Assignment.claim({ context, services, subject, address });
}

/** Replies with a plan. The reply is that of the plan from the same request on. */
async function write({ context }: ChangeWork, assignment: Assignment, made: Plan): Promise<void> {
  const { language } = context.projectConfig;
  const { approvalLabel = DEFAULT_APPROVAL_LABEL } = context.projectConfig.section(issuesConfig);
  const texts = textsFor(language);
  const answer = made.text === '' ? texts.noAnswer : neutralizeMentions(made.text);
  const text = joinMarkdown([answer, texts.planned(approvalLabel.replaceAll('`', ''))]);
  await assignment.write(text, made, { plan: made.number });
}

async function isShown({ context, services, subject }: ChangeWork, { number }: Plan): Promise<boolean> {
  const comments = await services.replies.comments(subject.number, { isFresh: true });
  const { login } = await services.github.identity();
  return comments.some(({ author, body }) => {
    const marker = readReplyMarker(body);
    return (
      marker?.taskId === context.taskId &&
      marker.plan === number &&
      author.toLowerCase() === login.toLowerCase()
    );
  });
}
