import type { ServerResponse } from 'node:http';
import type { Engine } from '@poppobuilder/engine';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { frameOf, reasonFrameOf } from './event-frame.ts';
import { EventHub } from './event-hub.ts';
import { ReasonWatch } from './reason-watch.ts';

/** In milliseconds. Proxies close connections on which nothing is sent. */
const KEEP_ALIVE_INTERVAL = 15_000;

/** A client that reads more slowly than this is cut off, and continues where it was. In bytes. */
const MAX_BUFFERED = 8 * 1024 ** 2;

/** How many streams may be open, but for those over the unix socket. */
const MAX_STREAMS = 500;

/** The query of the stream of events. */
export interface EventStreamQuery {
  readonly task?: string | undefined;
}

/** The open streams of events. */
export class EventStreams {
  readonly #engine: Engine;
  readonly #hub: EventHub;
  readonly #onError: (error: unknown) => void;
  readonly #open = new Set<ServerResponse>();

  constructor(engine: Engine, onError: (error: unknown) => void) {
    this.#engine = engine;
    this.#onError = onError;
    this.#hub = new EventHub(engine, onError);
  }

  /** Whether no more streams may be opened. */
  get isFull(): boolean {
    return this.#open.size >= MAX_STREAMS;
  }

  /** Answers a request with the events after `Last-Event-ID`, or from now on. Rejects with `INVALID_TASK` for a wrong id. */
  async answer(request: FastifyRequest, reply: FastifyReply, { task }: EventStreamQuery): Promise<void> {
    const { raw } = reply;
    const after = [request.headers['last-event-id']].flat()[0];
    const closed = new AbortController();
    raw.once('close', () => closed.abort());
    this.#open.add(raw);
    closed.signal.addEventListener('abort', () => this.#open.delete(raw));
    request.caller?.revoked?.addEventListener('abort', () => raw.destroy(), { signal: closed.signal });
    // Before the answer begins, so that a wrong id is refused.
    const begin = after ?? (task === undefined ? undefined : await this.#engine.events.latestCursor());
    const events = this.#engine.events.subscribe({ after: begin, taskId: task, signal: closed.signal });
    reply.hijack();
    raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    raw.write(': connected\n\n');
    const timer = setInterval(() => write(raw, ': alive\n\n'), KEEP_ALIVE_INTERVAL);
    closed.signal.addEventListener('abort', () => clearInterval(timer));
    if (task === undefined) {
      await this.#hub.listen((bytes) => write(raw, bytes), closed.signal, after);
      return;
    }
    let cursor = begin ?? '';
    const reasons = new ReasonWatch({
      engine: this.#engine,
      ids: [task],
      onError: this.#onError,
      onChanges: (changes) => {
        for (const change of changes) write(raw, reasonFrameOf(change, cursor).bytes);
      },
    });
    const stopWatching = (): void => reasons[Symbol.dispose]();
    closed.signal.addEventListener('abort', stopWatching);
    for await (const event of events) {
      ({ cursor } = event);
      write(raw, frameOf(event).bytes);
    }
    stopWatching();
  }

  /** Ends all streams; clients reconnect. */
  close(): void {
    this.#hub[Symbol.dispose]();
    for (const stream of this.#open) stream.end();
  }
}

function write(stream: ServerResponse, bytes: Buffer | string): void {
  if (stream.writableLength > MAX_BUFFERED) stream.destroy();
  else stream.write(bytes);
}
