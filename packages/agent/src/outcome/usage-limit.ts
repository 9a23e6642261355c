import type { AgentRun } from './agent-run.ts';
import { parseResetTime } from './parse-reset-time.ts';

/** How the CLI words a limit of the account. A limit of requests or tokens by the minute is a rate limit, and none of these. */
const LIMIT_TEXTS: readonly RegExp[] = [
  /\byou(?:['’]ve| have) (?:hit|reached|exceeded) your (?!(?:[\w-]+ ){0,3}rate\b)(?:[\w-]+ ){0,4}limits?\b/i,
  /\b(?:usage|session|weekly|daily|monthly|opus|sonnet|haiku|\d+[- ]hour) limit (?:was |has been )?(?:hit|reached|exceeded)\b/i,
  /\byou(?:['’]re| are) out of (?:extra )?usage\b/i,
];

/** Milliseconds to wait for a limit whose end cannot be read: 15 minutes. */
const DEFAULT_WAIT = 15 * 60_000;

/** Milliseconds to wait at least: clocks differ, and a reset is given to the minute. */
const MIN_WAIT = 60_000;

/** The furthest reset that is believed, in milliseconds: limits last a month at most. */
const MAX_WAIT = 32 * 24 * 3_600_000;

/** Whether a run failed because its account is used up. */
export function isUsageLimit({ result, rateLimit }: Pick<AgentRun, 'result' | 'rateLimit'>): boolean {
  if (result?.isError !== true) return false;
  const isApiError = result.terminalReason === 'api_error' || result.apiErrorStatus !== undefined;
  if (isApiError && rateLimit?.status === 'rejected') return true;
  return LIMIT_TEXTS.some((pattern) => pattern.test(result.text));
}

/** When the limit of an account ends. */
export interface LimitReset {
  /** Milliseconds since the epoch; absent when the CLI gives no time that can be read. */
  readonly resetsAt: number | undefined;
  /** Milliseconds until a retry may succeed. */
  readonly retryAfter: number;
}

/** When the account of a run may be used again: by the event that announced it, else by the text of the failure. */
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
    retryAfter: resetsAt === undefined ? DEFAULT_WAIT : Math.max(resetsAt - now, MIN_WAIT),
  };
}
