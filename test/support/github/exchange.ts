import type { IncomingHttpHeaders } from 'node:http';

/** A request as the stand-in takes it. */
export interface Call {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request. */
export type Forward = (call: Call) => Promise<Answer>;

/** Any JSON object; what is in it is told by GitHub's own reference. */
export type Json = Readonly<Record<string, unknown>>;

/** An answer with JSON. */
export function answerJson(status: number, data: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(data),
  };
}

/** An answer that refuses, in the shape of GitHub's. */
export function refuse(status: number, message: string, ...errors: readonly Json[]): Answer {
  const details = errors.length > 0 ? { errors } : {};
  return answerJson(status, {
    message,
    ...details,
    documentation_url: 'https://docs.github.com/rest',
    status: String(status),
  });
}

/** The JSON of a body; an empty object when there is none. */
export function parseJson(body: string): unknown {
  return JSON.parse(body === '' ? '{}' : body) as unknown;
}

/** The answer with its object changed. */
export function changeJson(answer: Answer, change: (data: Json) => unknown): Answer {
  if (answer.status >= 300 || answer.body === '') return answer;
  return { ...answer, body: JSON.stringify(change(parseJson(answer.body) as Json)) };
}

/** The answer with every object of its list changed; headers, such as those of pages, stay. */
export function changeList(answer: Answer, change: (data: Json) => unknown): Answer {
  if (answer.status >= 300) return answer;
  return { ...answer, body: JSON.stringify((parseJson(answer.body) as readonly Json[]).map(change)) };
}

/** The call of another path on behalf of the same account. */
export function callOf(call: Call, method: string, path: string, body?: unknown): Call {
  return { ...call, method, path, query: '', body: body === undefined ? '' : JSON.stringify(body) };
}
