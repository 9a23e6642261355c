import { createServer, type IncomingMessage, request as forward, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type FixtureResponse, LLMock } from '@copilotkit/aimock';

/** What a request is answered with: a model's answer, one that never ends, or another response. */
export type ApiAnswer =
  | FixtureResponse
  | { readonly silent: string }
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: object };

/** A stand-in for the API of a model that gives one answer after the other, whatever it is asked, and then the last again. */
export interface ScriptedApi extends AsyncDisposable {
  readonly url: string;
  /** The bodies of the requests that were answered, as they came. */
  readonly requests: () => readonly string[];
}

/** Answers a request, by who asks. */
export type AnswerTo = (request: { readonly key: string; readonly body: string }) => ApiAnswer;

/** Starts a stand-in: model's answers come from a mock of the provider, behind a server that does what it cannot. */
export async function startScriptedApi(answers: readonly ApiAnswer[] | AnswerTo): Promise<ScriptedApi> {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  const answerTo = typeof answers === 'function' ? answers : inTurn(answers);
  const bodies: string[] = [];
  let current: FixtureResponse = { content: '' };
  mock.addFixtures([{ match: {}, response: () => current }]);
  await mock.start();
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const body = await text(request);
      const isTurn = request.method === 'POST' && /\/(messages|responses)(\?|$)/.test(request.url ?? '');
      if (!isTurn) {
        response.writeHead(404).end();
        return;
      }
      bodies.push(body);
      const next = answerTo({ key: keyOf(request), body });
      if ('silent' in next) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write(next.silent);
      } else if ('status' in next && 'body' in next) {
        response.writeHead(next.status ?? 500, { 'content-type': 'application/json', ...next.headers });
        response.end(JSON.stringify(next.body));
      } else {
        current = next;
        pass(mock.url, request, body, response);
      }
    };
    void answer();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () => bodies,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await mock.stop();
    },
  };
}

function inTurn(answers: readonly ApiAnswer[]): AnswerTo {
  const pending = [...answers];
  return () => (pending.length > 1 ? pending.shift() : pending[0]) ?? { content: '' };
}

const keyOf = ({ headers }: IncomingMessage): string =>
  String(headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /, '') ?? '');

function pass(url: string, request: IncomingMessage, body: string, response: ServerResponse): void {
  const { 'accept-encoding': _, ...headers } = request.headers;
  const passed = forward(new URL(request.url ?? '/', url), { method: 'POST', headers }, (given) => {
    response.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(response);
  });
  passed.on('error', () => response.destroy());
  passed.end(body);
}
