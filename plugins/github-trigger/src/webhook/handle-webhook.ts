import type { TriggerResult, WebhookEvent } from '@poppobuilder/core';
import { decideByLabel } from '../rules/approval-rule.ts';
import { decideChecks } from '../rules/checks-rule.ts';
import { decideComment, mentionsUs } from '../rules/comment-rule.ts';
import { decideIssue, isPull } from '../rules/issue-rule.ts';
import { hasAny } from '../rules/labels.ts';
import { decidePull } from '../rules/pull-rule.ts';
import { decideReviews } from '../rules/review-rule.ts';
import { asResult, type Decision, isEmpty, joinDecisions, type RuleContext } from '../rules/rule.ts';
import { decideWithdrawal } from '../rules/withdrawal-rule.ts';
import { type Payload, payloadSchema } from './payload.ts';

/** The events that are handled. */
export const EVENTS: readonly string[] = [
  'issues',
  'issue_comment',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'check_run',
  'check_suite',
];

/** Turns a delivery into tasks. What it is about is read again: deliveries come late, doubled and out of order. */
export async function handleWebhook(
  context: RuleContext,
  repository: string,
  { headers, body }: WebhookEvent,
): Promise<TriggerResult> {
  const parsed = payloadSchema.safeParse(body);
  if (!parsed.success) return { ignored: 'The payload is not one of an event that is handled.' };
  const { data: payload } = parsed;
  if (payload.repository.full_name.toLowerCase() !== repository.toLowerCase()) {
    return { ignored: `The event is of ${payload.repository.full_name}, but the project is ${repository}.` };
  }
  const event = headers['x-github-event'] ?? '';
  const decision = joinDecisions([(await decide(context, event, payload)) ?? {}]);
  if (!isEmpty(decision)) return asResult(decision);
  return {
    ignored: `No rule applies to ${event}${payload.action === undefined ? '' : `.${payload.action}`}.`,
  };
}

async function decide(context: RuleContext, event: string, payload: Payload): Promise<Decision | undefined> {
  const { action = '', issue, pull_request: pull } = payload;
  if (event === 'issues' && issue !== undefined) return decideIssues(context, action, payload, issue);
  if (event === 'issue_comment' && issue !== undefined)
    return decideComments(context, action, payload, issue.number);
  if (event === 'pull_request' && pull !== undefined) return decidePulls(context, action, pull.number);
  if (event === 'pull_request_review' && pull !== undefined && action === 'submitted') {
    return decideReviews(context, pull.number, ({ id }) => id === payload.review?.id);
  }
  if (event === 'pull_request_review_comment' && pull !== undefined && action === 'created') {
    return decideReviews(context, pull.number, ({ id }) => id === payload.comment?.pull_request_review_id);
  }
  if (event.startsWith('check_') && action === 'completed') return decideChecksOf(context, payload);
  return undefined;
}

async function decideIssues(
  context: RuleContext,
  action: string,
  { label }: Payload,
  issue: NonNullable<Payload['issue']>,
): Promise<Decision | undefined> {
  // Labels of pull requests come as events of issues, too.
  if (isPull(issue)) return undefined;
  const { number } = issue;
  const { labels, excludeLabels } = context.config;
  const isOurLabel = hasAny(labels, [label?.name ?? '']);
  switch (action) {
    case 'opened':
    case 'reopened':
      return decideIssue(context, number);
    case 'labeled':
      if (hasAny([context.issues.approvalLabel ?? 'approved'], [label?.name ?? ''])) {
        return decideByLabel(context, number);
      }
      return isOurLabel ? decideIssue(context, number) : undefined;
    case 'unlabeled':
      if (isOurLabel) return decideWithdrawal(context, number);
      return hasAny(excludeLabels, [label?.name ?? '']) ? decideIssue(context, number) : undefined;
    case 'closed':
    case 'deleted':
    case 'transferred':
      return decideWithdrawal(context, number);
    default:
      return undefined;
  }
}

async function decideComments(
  context: RuleContext,
  action: string,
  { comment, changes }: Payload,
  number: number,
): Promise<Decision | undefined> {
  if (comment === undefined || (action !== 'created' && action !== 'edited')) return undefined;
  const before = changes?.body?.from;
  // It was answered, or happened before this project was watched.
  if (action === 'edited' && (await mentionsUs(context, before ?? ''))) return undefined;
  const decision = await decideComment(context, number, comment);
  if (decision.tasks === undefined) return decision;
  // The answer sets a label of a state. If the delivery that opened the issue is lost or late, that label would be in its way.
  return joinDecisions([await decideIssue(context, number), decision]);
}

async function decidePulls(
  context: RuleContext,
  action: string,
  number: number,
): Promise<Decision | undefined> {
  if (['opened', 'reopened', 'ready_for_review', 'synchronize', 'closed'].includes(action)) {
    return decidePull(context, number);
  }
  return undefined;
}

/** Checks name the pull requests of their head only where these are in the same repository. */
async function decideChecksOf(context: RuleContext, payload: Payload): Promise<Decision> {
  if (!context.config.checks) return {};
  const sha = payload.check_run?.head_sha ?? payload.check_suite?.head_sha;
  const pulls = await context.reader.openPulls();
  const ofHead = pulls.filter(({ head }) => head.sha === sha);
  return joinDecisions(await Promise.all(ofHead.map(async ({ number }) => decideChecks(context, number))));
}
