import type { Octokit } from '@octokit/rest';
import { ResponseCache, type CachedResponse } from './response-cache.ts';
import { traceCall } from './trace-call.ts';
import { markSecondaryLimit } from './rate-limit.ts';
import { isDenied, isRequestError } from './request-failure.ts';

/** Options of the plugin. */
export interface AttemptOptions {
  /** Timeout of one attempt. In milliseconds. */
  readonly timeout: number;
}

/** Requests that use POST but only read, so that they may be repeated. */
const REPEATABLE_POST = /\/(access_tokens|labels)$/;

/**
 * Octokit plugin that handles each attempt of a call: its timeout, cancellation, the ETag, and whether it may be
 * repeated. A POST that may have succeeded is never repeated blindly.
 */
export function attempts(octokit: Pick<Octokit, 'hook' | 'request'>, { timeout }: AttemptOptions): void {
  const cache = new ResponseCache();
  octokit.hook.wrap('request', async (request, options) => {
    const signal = options.request?.signal;
    // A further page of a list has no settings of its own, only those of the client, which all calls share.
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
      const answer = await traceCall(options, async () => request(options));
      if (key !== undefined) cache.keep(key, answer as CachedResponse);
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
