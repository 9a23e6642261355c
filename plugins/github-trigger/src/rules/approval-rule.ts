import { readReplyMarker } from '@poppobuilder/github';
import type { CommentObject } from '../github-objects.ts';
import { labelNames } from '../github-objects.ts';
import { readCommand } from './command.ts';
import { hasAny, stateLabel } from './labels.ts';
import type { Decision, RuleContext } from './rule.ts';

/** Longest text that goes with a decision. In characters. */
const MAX_TEXT = 2_000;

/** What waits for a decision, by the reply that says so. */
interface Asked {
  readonly taskId: string;
  /** The plan that the reply is; absent for the approval of a start. */
  readonly plan?: string | undefined;
}

/**
 * A comment that begins with `/poppo approve` or `/poppo reject` decides, and any other one that somebody writes below a plan
 * asks for another plan. Undefined for a comment that has nothing to do with an approval.
 *
 * @param usual - what the comment is otherwise
 */
export async function decideByComment(
  context: RuleContext,
  number: number,
  { id }: CommentObject,
  usual: Decision,
): Promise<Decision | undefined> {
  const { reader } = context;
  // The delivery may be old, and its comment deleted or edited.
  const comment = (await reader.comments(number)).find((listed) => listed.id === id);
  const command = readCommand(comment?.body ?? '');
  const asked = comment === undefined ? undefined : await askedBefore(context, number, comment.created_at);
  const isAbout = command !== undefined || asked?.plan !== undefined;
  if (comment === undefined || !isAbout) return undefined;
  if (asked === undefined || !(await reader.isPermitted(comment))) return {};
  const made = { ...asked, by: comment.user?.login ?? '', idempotencyKey: `comment/${id}` };
  if (command !== undefined) {
    const { verdict, text } = command;
    const said = text.replaceAll('\0', '').slice(0, MAX_TEXT);
    return { decisions: [{ ...made, verdict, ...(said === '' ? {} : { comment: said }) }] };
  }
  const adds = { field: 'comments', items: [{ kind: 'comment', id }] };
  const [otherwise] = usual.tasks ?? [];
  return {
    decisions: [{ ...made, verdict: 'revise', adds, ...(otherwise === undefined ? {} : { otherwise }) }],
  };
}

/** Whether a comment can be about an approval, as far as that can be told without a request for each one. */
export async function mayDecide(
  context: RuleContext,
  number: number,
  { body }: CommentObject,
): Promise<boolean> {
  if (readCommand(body ?? '') !== undefined) return true;
  const issue = await context.reader.issue(number);
  const states = (['waiting', 'processing'] as const).map((state) => stateLabel(context, state));
  return issue !== undefined && hasAny(labelNames(issue), states);
}

/** The label of approvals decides, if somebody added it who may command the agent. */
export async function decideByLabel(context: RuleContext, number: number): Promise<Decision> {
  const { reader, issues } = context;
  const { approvalLabel = 'approved' } = issues;
  const issue = await reader.issue(number);
  if (issue === undefined || issue.state !== 'open' || !hasAny(labelNames(issue), [approvalLabel])) return {};
  const labelled = (await reader.events(number)).filter(
    ({ event, label }) => event === 'labeled' && hasAny([approvalLabel], [label?.name ?? '']),
  );
  const last = labelled.at(-1);
  if (last === undefined || !(await reader.isPermitted({ user: last.actor }))) return {};
  const asked = await askedBefore(context, number, last.created_at ?? '');
  if (asked === undefined) return {};
  const made = { ...asked, by: last.actor?.login ?? '', idempotencyKey: `label/${last.id}` };
  return { decisions: [{ ...made, verdict: 'approve' }] };
}

/** Returns what waited for a decision at a time: our last reply before it says so. */
async function askedBefore({ reader }: RuleContext, number: number, at: string): Promise<Asked | undefined> {
  const time = Date.parse(at);
  let asked: Asked | undefined;
  for (const reply of await reader.comments(number)) {
    const marker = readReplyMarker(reply.body ?? '');
    if (marker === undefined || !(await reader.isOurs(reply))) continue;
    const shown = Date.parse(
      marker.plan === undefined ? reply.created_at : (reply.updated_at ?? reply.created_at),
    );
    // Times have seconds only, so what happened within the same one comes after it.
    if (!(shown <= time)) continue;
    const { taskId, plan } = marker;
    // The task makes its next plan, or carries the last one out.
    if (plan === undefined && asked?.taskId === taskId) continue;
    asked = { taskId, ...(plan === undefined ? {} : { plan: String(plan) }) };
  }
  return asked;
}
