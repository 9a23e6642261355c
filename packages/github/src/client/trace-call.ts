import { traced } from '@poppobuilder/core/runner-kit';
import { isRequestError } from './request-failure.ts';

const UNCHANGED = 304;

/** What names a call: its route, with the names of its parameters in place of their values. */
interface TracedCall {
  readonly method: string;
  readonly url: string;
  readonly baseUrl: string;
}

/** Sends one attempt of a call within a span, where a trace is being recorded. GitHub gets nothing of the trace. */
export async function traceCall<Answer extends { readonly status: number }>(
  { method, url, baseUrl }: TracedCall,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const route = routeOf(url);
  const attributes = {
    'http.request.method': method,
    'url.template': route,
    'server.address': hostOf(baseUrl),
  };
  const name = `${method} ${route ?? ''}`.trimEnd();
  const outcome = await traced(name, { kind: 'client', attributes }, async (span) => {
    try {
      const answer = await send();
      span.set({ 'http.response.status_code': answer.status });
      return { answer };
    } catch (error) {
      const status = isRequestError(error) ? error.status : undefined;
      // What is kept of an earlier answer is still true: no failure.
      if (status !== UNCHANGED) span.fail(error);
      span.set({ 'http.response.status_code': status });
      return { error };
    }
  });
  if ('error' in outcome) throw outcome.error;
  return outcome.answer;
}

/** A further page of a list has a whole URL, whose query may hold anything. */
const routeOf = (url: string): string | undefined =>
  url.startsWith('/') ? url.replace(/\{?\?.*/, '') : undefined;

const hostOf = (url: string): string | undefined => (URL.canParse(url) ? new URL(url).hostname : undefined);
