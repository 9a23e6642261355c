import { createParser } from 'eventsource-parser';
import type { TaskEvent } from '../contract/events.ts';
import type { TransportResponse } from './transport.ts';

/** An event with its id: pass it as `lastEventId` to continue after it. */
export type ReceivedEvent = TaskEvent & { readonly id: string };

/** Options of a stream of events. */
export interface StreamEventsOptions {
  /** Continues after this event. @defaultValue begins now */
  readonly lastEventId?: string | undefined;
  /** Ends the stream. */
  readonly signal?: AbortSignal | undefined;
}

/** Opens the stream of events. It ends when the daemon stops, and rejects when the connection is lost. */
export type StreamEvents = (
  input?: { readonly task?: string | undefined },
  options?: StreamEventsOptions,
) => Promise<AsyncIterable<ReceivedEvent>>;

/** Returns the events of a body of server-sent events. */
export async function* readEvents(body: TransportResponse['body']): AsyncGenerator<ReceivedEvent> {
  const received: ReceivedEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      if (id !== undefined) received.push({ ...(JSON.parse(data) as TaskEvent), id });
    },
  });
  for await (const text of body) {
    parser.feed(text);
    yield* received.splice(0);
  }
}
