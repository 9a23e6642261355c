import type { ContractRouterClient } from '@orpc/contract';
import { assertArgument } from './assert-argument.ts';
import type { ErrorBody } from '../contract/error.ts';
import type { contract } from '../contract/index.ts';
import { ApiError } from './api-error.ts';
import { buildRequest } from './build-request.ts';
import { routes } from './routes.ts';
import { readEvents, type StreamEvents, type StreamEventsOptions } from './stream-events.ts';
import type { Transport, TransportResponse } from './transport.ts';

/** A client of a daemon: a function for each route of the contract. Each rejects with an {@link ApiError}. */
export type DaemonClient = Omit<ContractRouterClient<typeof contract>, 'events'> & {
  readonly events: { readonly stream: StreamEvents };
};

/** Creates a client of the daemon that a transport reaches. */
export function createClient(transport: Transport): DaemonClient {
  assertArgument(typeof transport === 'function', 'createClient()', 'transport must be a function');
  const groups = Object.entries(routes).map(([group, names]) => [
    group,
    Object.fromEntries(
      Object.entries(names).map(([name, route]) => [
        name,
        async (input?: object, options?: StreamEventsOptions) => call(transport, route, input, options),
      ]),
    ),
  ]);
  return Object.fromEntries(groups) as DaemonClient;
}

async function call(
  transport: Transport,
  route: string,
  input: object | undefined,
  { lastEventId, signal }: StreamEventsOptions = {},
): Promise<unknown> {
  const request = buildRequest(route, input);
  const isStream = route === routes['events']?.['stream'];
  const response = await transport({
    ...request,
    headers: {
      ...request.headers,
      accept: isStream ? 'text/event-stream' : 'application/json',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal,
  });
  if (response.status < 200 || response.status > 299) throw await errorOf(response);
  if (isStream) return readEvents(response.body);
  return JSON.parse(await textOf(response));
}

async function errorOf(response: TransportResponse): Promise<ApiError> {
  const { status } = response;
  const text = await textOf(response);
  try {
    return new ApiError({ status, ...(JSON.parse(text) as ErrorBody) });
  } catch {
    const message = `The answer with status ${status} is not one of a PoppoBuilder daemon.`;
    return new ApiError({ status, code: 'UNEXPECTED_ANSWER', message });
  }
}

async function textOf({ body }: TransportResponse): Promise<string> {
  let text = '';
  for await (const chunk of body) text += chunk;
  return text;
}
