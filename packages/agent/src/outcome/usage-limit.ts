import type { AgentRun } from './agent-run.ts';
import { parseResetTime } from './parse-reset-time.ts';

/** The CLI's messages for a usage limit of the account. Limits per minute are rate limits and do not match. */
const LIMIT_TEXTS: readonly RegExp[] = [
  /\byou(?:['’]ve| have) (?:hit|reached|exceeded) your (?!(?:[\w-]+ ){0,3}rate\b)(?:[\w-]+ ){0,4}limits?\b/i,
  /\b(?:usage|session|weekly|daily|monthly|opus|sonnet|haiku|\d+[- ]hour) limit (?:was |has been )?(?:hit|reached|exceeded)\b/i,
  /\byou(?:['’]re| are) out of (?:extra )?usage\b/i,
];

/** Delay for a limit without a valid end: 15 minutes. In milliseconds. */
const DEFAULT_DELAY = 15 * 60_000;

/** Minimum delay: timeouts differ, and resets are rounded to the minute. In milliseconds. */
const MIN_DELAY = 60_000;

/** Maximum time until a reset: limits last at most a month. In milliseconds. */
const MAX_WAIT = 32 * 24 * 3_600_000;

/** Whether a run failed because its account reached a usage limit. */
export function isUsageLimit({ result, rateLimit }: Pick<AgentRun, 'result' | 'rateLimit'>): boolean {
  if (result?.isError !== true) return false;
  const isApiError = result.terminalReason === 'api_error' || result.apiErrorStatus !== undefined;
  if (isApiError && rateLimit?.status === 'rejected') return true;
  return LIMIT_TEXTS.some((pattern) => pattern.test(result.text));
}

/** When the usage limit of an account resets. */
export interface LimitReset {
  /** In milliseconds since the epoch; absent when the CLI reports no valid time. */
  readonly resetsAt: number | undefined;
  /** Delay until a retry may succeed. In milliseconds. */
  readonly retryAfter: number;
}

/** Returns when a run's account may be used again: from the event that announced it, or else from the failure's text. */
export function limitReset(
  { result, rateLimit }: Pick<AgentRun, 'result' | 'rateLimit'>,
  now: number,
): LimitReset {
  const isReadable = (time: number | undefined): time is number =>
    time !== undefined && time <= now + MAX_WAIT && time >= now - MAX_WAIT;
  const announced = rateLimit?.status === 'rejected' ? rateLimit.resetsAt : undefined;
  const resetsAt = [announced, parseResetTime(result?.text ?? '', now)].find(isReadable);
  return {
    resetsAt,
    retryAfter: resetsAt === undefined ? DEFAULT_DELAY : Math.max(resetsAt - now, MIN_DELAY),
  };
}
