import { type LimitReset, limitReset } from '../../cli/limit-reset.ts';
import type { AgentRun } from './agent-run.ts';

/** The CLI's messages for a usage limit of the account. Limits per minute are rate limits and do not match. */
const LIMIT_TEXTS: readonly RegExp[] = [
  /\byou(?:['’]ve| have) (?:hit|reached|exceeded) your (?!(?:[\w-]+ ){0,3}rate\b)(?:[\w-]+ ){0,4}limits?\b/i,
  /\b(?:usage|session|weekly|daily|monthly|opus|sonnet|haiku|\d+[- ]hour) limit (?:was |has been )?(?:hit|reached|exceeded)\b/i,
  /\byou(?:['’]re| are) out of (?:extra )?usage\b/i,
];

/** What the CLI says where the API is too busy, although it reports that a limit of the account was reached. */
const NO_LIMIT_TEXT = /\bnot your usage limit\b/i;

/** Whether a run failed because its account reached a usage limit. */
export function isUsageLimit({ result, rateLimit }: Pick<AgentRun, 'result' | 'rateLimit'>): boolean {
  if (result?.isError !== true || NO_LIMIT_TEXT.test(result.text)) return false;
  const isApiError = result.terminalReason === 'api_error' || result.apiErrorStatus !== undefined;
  if (isApiError && rateLimit?.status === 'rejected') return true;
  return LIMIT_TEXTS.some((pattern) => pattern.test(result.text));
}

/** Returns when a run's account may be used again: from the event that announced it, or else from the failure's text. */
export function resetOf(
  { result, rateLimit }: Pick<AgentRun, 'result' | 'rateLimit'>,
  now: number,
): LimitReset {
  const announced = rateLimit?.status === 'rejected' ? rateLimit.resetsAt : undefined;
  return limitReset(announced, result?.text ?? '', now);
}
