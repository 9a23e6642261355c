import type { Octokit } from '@octokit/rest';
import { AnswerCache, type Answer } from './answer-cache.ts';
import { markSecondaryLimit } from './rate-limit.ts';
import { isDenied, isRequestError } from './request-failure.ts';

/** What one attempt of a call is made with. */
export interface AttemptOptions {
  /** Milliseconds until an attempt counts as lost. */
  readonly timeout: number;
}

/** Reads that may be asked again though they are written as POST. */
const REPEATABLE_POST = /\/(access_tokens|labels)$/;

/**
 * Plugin for what belongs to each single attempt: its own timeout, the end of a call that was given up, the ETag, and
 * whether it may be repeated: a POST that may have been done is never repeated blindly.
 */
export function attempts(octokit: Pick<Octokit, 'hook' | 'request'>, { timeout }: AttemptOptions): void {
  const cache = new AnswerCache();
  octokit.hook.wrap('request', async (request, options) => {
    const signal = options.request?.signal;
    // A page of a list comes without settings of its own: it has those of the client, which all calls share.
    const settings: Record<string, unknown> = { ...options.request };
    options.request = settings;
    const { method, url, headers } = octokit.request.endpoint.parse(options);
    if (method === 'POST' && !REPEATABLE_POST.test(new URL(url).pathname)) settings['retries'] = 0;
    const key = method === 'GET' ? `${url} ${headers.accept ?? ''}` : undefined;
    const etag = key === undefined ? undefined : cache.etag(key);
    if (etag !== undefined) options.headers['if-none-match'] = etag;
    const expiry = AbortSignal.timeout(timeout);
    settings['signal'] = signal === undefined ? expiry : AbortSignal.any([signal, expiry]);
    try {
      signal?.throwIfAborted();
      const answer = await request(options);
      if (key !== undefined) cache.keep(key, answer as Answer);
      return answer;
    } catch (error) {
      if (signal?.aborted === true || isDenied(error)) settings['retries'] = 0;
      if (!isRequestError(error)) throw error;
      const kept = error.status === 304 && key !== undefined ? cache.read(key) : undefined;
      if (kept !== undefined) return kept as Awaited<ReturnType<typeof request>>;
      markSecondaryLimit(error);
      throw error;
    } finally {
      settings['signal'] = signal;
      delete options.headers['if-none-match'];
    }
  });
}
