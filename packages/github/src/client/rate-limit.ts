import { setTimeout as delay } from 'node:timers/promises';
import type { RequestError } from '@octokit/request-error';

/** Maximum number of waits for a rate limit in one call. */
const MAX_WAITS = 3;

/** Delay for a secondary rate limit without a stated end. In seconds. */
const FALLBACK_SECONDS = 60;

/** Whether a response reports a rate limit, primary or secondary. */
export function isRateLimit({ status, message, response }: RequestError): boolean {
  if (status !== 403 && status !== 429) return false;
  return (
    status === 429 ||
    response?.headers['retry-after'] !== undefined ||
    response?.headers['x-ratelimit-remaining'] === '0' ||
    /\b(secondary rate|rate limit exceeded|abuse detection)\b/i.test(message)
  );
}

/** Returns when a rate limit resets. In milliseconds since the epoch. */
export function limitEnd({ response }: RequestError, now: number): number {
  const headers = response?.headers ?? {};
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter > 0) return now + retryAfter * 1_000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) return Math.max(reset * 1_000, now);
  return now + FALLBACK_SECONDS * 1_000;
}

/**
 * plugin-throttling recognizes a secondary rate limit only by its text, so a response that reports it in a header gets
 * that text. The primary limit, which it recognizes by headers, is left as it is.
 */
export function markSecondaryLimit(error: RequestError): void {
  if (!isRateLimit(error) || error.response?.headers['x-ratelimit-remaining'] === '0') return;
  if (!/\bsecondary rate\b/i.test(error.message)) error.message = `Secondary rate limit: ${error.message}`;
}

/** Waits for a rate limit to reset if the wait is short enough. Returns whether to try again. */
export async function waitForLimit(
  seconds: number,
  options: { readonly maxWait: number; readonly waits: number; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const { maxWait, waits, signal } = options;
  if (seconds * 1_000 > maxWait || waits >= MAX_WAITS) return false;
  try {
    await delay(seconds * 1_000, undefined, signal === undefined ? {} : { signal });
    return true;
  } catch {
    return false;
  }
}
