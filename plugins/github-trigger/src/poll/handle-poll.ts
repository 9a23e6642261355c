import { type PollEvent, TaskError, type TriggerResult } from '@poppobuilder/core';
import type { GitHub } from '@poppobuilder/github';
import type { IssueObject } from '../github-objects.ts';
import { decideByLabel } from '../rules/approval-rule.ts';
import { decideChecks } from '../rules/checks-rule.ts';
import { decideComment } from '../rules/comment-rule.ts';
import { decideIssue, isPull, isRequested } from '../rules/issue-rule.ts';
import { decidePull } from '../rules/pull-rule.ts';
import { decideReviews } from '../rules/review-rule.ts';
import { asResult, type Decision, isEmpty, joinDecisions, type RuleContext } from '../rules/rule.ts';
import { decideWithdrawal } from '../rules/withdrawal-rule.ts';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import { listChanges } from './list-changes.ts';
import { oldestChanges } from './oldest-changes.ts';
import { pauseAfter } from './pace.ts';
import { type IsNew, whatIsNew } from './what-is-new.ts';

/** What a poll needs beside the rules. */
export interface PollContext extends RuleContext {
  readonly github: GitHub;
  readonly signal: AbortSignal;
}

/** How many changed issues and pull requests one poll looks at. */
const MAX_CHANGES = 500;

/** Looks for what has changed since the last poll, and applies the rules to it. */
export async function handlePoll(
  context: PollContext,
  { cursor, atStart = false }: Omit<PollEvent, 'kind'>,
): Promise<TriggerResult> {
  const last = readCursor(cursor);
  if (last === undefined) return firstPoll(context);
  const now = Date.now();
  if (now < last.next && !atStart) {
    return { ignored: 'The repository is quiet, or its calls are left to tasks, so it is polled later.' };
  }
  const changes = await listChanges(context.github, last, context.signal);
  // What has changed is looked at by the first poll after that.
  if (changes.pausedUntil !== undefined) {
    const later = writeCursor({ ...last, next: changes.pausedUntil });
    return { ignored: 'The calls that are left in this hour are left to tasks.', cursor: later };
  }
  const { items, isAll } = oldestChanges(changes.items, MAX_CHANGES);
  const { answeredAt = last.polledAt } = changes;
  const isNew = whatIsNew(last, answeredAt);
  const news = items.filter(({ updated_at: at }) => at > last.since);
  const decision = joinDecisions([
    ...(await eachInTurn(items, async (item) => decideItem(context, { last, isNew }, item))),
    ...(await checksOfPulls(context, last)),
  ]);
  const quiet = news.length === 0 ? last.quiet + 1 : 0;
  const every = context.config.poll === false ? 0 : context.config.poll;
  const next = {
    ...last,
    since: items.at(-1)?.updated_at ?? last.since,
    ...(isAll ? { polledAt: answeredAt, etag: changes.etag } : { etag: undefined }),
    requested: requestedAfter(context, last, items),
    heads: await headsAfter(context, last, items),
    quiet,
    next: now + pauseAfter(quiet, every),
  };
  const ignored = isEmpty(decision) ? { ignored: 'Nothing is new.' } : {};
  return { ...asResult(decision), ...ignored, cursor: writeCursor(next) };
}

/** After every change. */
const NEVER = '9999';

/** Takes open issues that are labelled. Comments and pull requests count from now on. */
async function firstPoll(context: PollContext): Promise<TriggerResult> {
  const { github, signal, config, reader } = context;
  const changes = await listChanges(github, { since: NEVER }, signal);
  if (changes.pausedUntil !== undefined) throw limited(changes.pausedUntil);
  const issues = new Map<number, IssueObject>();
  for (const label of config.labels) {
    const parameters = { state: 'open', labels: label } as const;
    const found = await github.list('GET /repos/{owner}/{repo}/issues', parameters, { signal });
    for (const issue of found as readonly IssueObject[]) {
      if (isRequested(context, issue)) issues.set(issue.number, issue);
    }
  }
  const numbers = [...issues.keys()].toSorted((a, b) => a - b);
  const decision = joinDecisions(await eachInTurn(numbers, async (number) => decideIssue(context, number)));
  const pulls = await reader.openPulls();
  const newest = changes.newest ?? new Date(0).toISOString();
  const cursor: Cursor = {
    startedAt: newest,
    since: newest,
    polledAt: changes.answeredAt ?? newest,
    etag: changes.etag,
    requested: numbers,
    heads: Object.fromEntries(
      pulls.filter(({ draft }) => draft !== true).map(({ number, head }) => [number, head.sha]),
    ),
    quiet: 0,
    next: 0,
  };
  return { ...asResult(decision), cursor: writeCursor(cursor) };
}

const limited = (until: number): TaskError =>
  new TaskError({
    code: 'RATE_LIMITED',
    message: 'Of the calls of this hour, few are left, and these are left to tasks.',
    retryAfter: Math.max(0, until - Date.now()),
    deferred: true,
  });

interface Known {
  readonly last: Cursor;
  readonly isNew: IsNew;
}

async function decideItem(
  context: PollContext,
  { last, isNew }: Known,
  item: IssueObject,
): Promise<Decision> {
  const { number } = item;
  const comments = (await context.reader.comments(number)).filter((comment) =>
    isNew(comment.created_at, comment.updated_at),
  );
  const answers = await eachInTurn(comments, async (comment) => decideComment(context, number, comment));
  if (isPull(item)) {
    const reviews = await decideReviews(context, number, ({ submitted_at: at }) => isNew(at));
    const isKnown = item.state === 'open' && (await isKnownHead(context, last, number));
    const isOld = item.state === 'closed' && !isNew(item.closed_at);
    return joinDecisions([...answers, reviews, isKnown || isOld ? {} : await decidePull(context, number)]);
  }
  const isWithdrawn =
    (last.requested.includes(number) && !isRequested(context, item)) ||
    (item.state === 'closed' && (item.closed_at ?? '') > last.since);
  const issue = isWithdrawn ? await decideWithdrawal(context, number) : await decideIssue(context, number);
  return joinDecisions([issue, ...answers, isWithdrawn ? {} : await decideByLabel(context, number)]);
}

async function isKnownHead({ reader }: PollContext, { heads }: Cursor, number: number): Promise<boolean> {
  const pull = await reader.pull(number);
  return pull !== undefined && heads[number] === pull.head.sha;
}

const requestedAfter = (context: PollContext, last: Cursor, items: readonly IssueObject[]): number[] => {
  const changed = new Set(items.map(({ number }) => number));
  const kept = last.requested.filter((number) => !changed.has(number));
  const added = items.filter((item) => isRequested(context, item)).map(({ number }) => number);
  return [...kept, ...added].toSorted((a, b) => a - b);
};

async function headsAfter(
  { reader }: PollContext,
  last: Cursor,
  items: readonly IssueObject[],
): Promise<Record<string, string>> {
  const heads = { ...last.heads };
  for (const { number } of items.filter((item) => isPull(item))) {
    const pull = await reader.pull(number);
    if (pull === undefined || pull.state !== 'open') delete heads[number];
    else if (pull.draft !== true) heads[number] = pull.head.sha;
  }
  return heads;
}

/** Checks change no pull request, so those of ours are looked at each time. */
async function checksOfPulls(context: PollContext, { heads }: Cursor): Promise<Decision[]> {
  if (!context.config.checks || Object.keys(heads).length === 0) return [];
  const pulls = await context.reader.openPulls();
  return eachInTurn(pulls, async (pull) =>
    (await context.reader.isOurs(pull)) ? decideChecks(context, pull.number) : {},
  );
}

/** One after the other: GitHub asks for that, and tasks of one key start in their order. */
async function eachInTurn<T, R>(items: readonly T[], decide: (item: T) => Promise<R>): Promise<R[]> {
  const decisions: R[] = [];
  for (const item of items) decisions.push(await decide(item));
  return decisions;
}
