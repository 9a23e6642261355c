import { EventEmitter } from 'node:events';
import { withTraceparent } from '@poppobuilder/core/runner-kit';
import { Client, type ClientConfig, escapeIdentifier } from 'pg';
import type { SchemaNames } from '../schema/names.ts';
import { endClient } from './end-client.ts';
import { isUnavailable } from './unavailable.ts';

/** A request to stop a task, as far as a notification carries it. */
export interface CancelRequest {
  readonly attempt: number;
  readonly reason: string;
}

/** Notifications between engines. They are hints: an engine that misses one finds out by polling, a little later. */
interface SignalEvents {
  /** These queues have new tasks, of these projects. Without queues, anything may have changed while the connection was lost. */
  wake: [queues: readonly string[], projects: readonly string[]];
  /** There are new events. */
  events: [];
  /** Holds were placed or released in this process. */
  holds: [];
  /** Consumers are asked whether they have started what they fetched. */
  startsAsked: [question: string];
  /** A consumer has. */
  started: [question: string, consumer: string];
  /** A running task is to stop. */
  cancel: [jobId: string, request?: CancelRequest];
}

/** Options of {@link Signals}. */
export interface SignalsOptions {
  readonly connection: ClientConfig;
  readonly names: SchemaNames;
  readonly onError: (error: unknown) => void;
}

/**
 * How long notifications are collected. With one in each transaction, Postgres could not commit several at once. In
 * milliseconds, as all times here.
 */
const BATCH_WINDOW = 1;
/** How often other processes are notified of events at most: a reader need not follow each of them. */
const EVENTS_WINDOW = 25;
const RECONNECT_DELAY = 250;
/** How often the connection is probed: one that was cut off never reports it. */
const PROBE_INTERVAL = 5_000;
const QUERY_TIMEOUT = 5_000;
/** Postgres allows fewer than 8,000 bytes. */
const MAX_PAYLOAD_LENGTH = 7_000;

/** Wakes dispatchers and readers in all processes, by LISTEN and NOTIFY on a connection of its own. */
export class Signals extends EventEmitter<SignalEvents> {
  readonly #options: SignalsOptions;
  readonly #queues = new Set<string>();
  readonly #projects = new Set<string>();
  #client: Client | undefined;
  #batchTimer: NodeJS.Timeout | undefined;
  #probeTimer: NodeJS.Timeout | undefined;
  #isPending = false;
  #eventsTimer: NodeJS.Timeout | undefined;
  #hasEvents = false;
  #sentAt = Number.NEGATIVE_INFINITY;
  #isClosed = false;
  #opening: Promise<void> | undefined;
  #lastQuery: Promise<void> = Promise.resolve();

  constructor(options: SignalsOptions) {
    super();
    this.setMaxListeners(0);
    this.#options = options;
  }

  /** Starts to listen, and reconnects by itself until it is closed. */
  async open(): Promise<void> {
    await (this.#opening ??= this.#connect().finally(() => (this.#opening = undefined)));
  }

  /** Notifies this process at once, and the others within milliseconds, of new tasks. */
  wake(queues: Iterable<string>, projects: Iterable<string> = []): void {
    const names = [...queues];
    // Listeners would take it that anything may have changed.
    if (names.length === 0) return;
    const owners = [...projects];
    for (const name of names) this.#queues.add(name);
    for (const owner of owners) this.#projects.add(owner);
    this.#notifySoon();
    outside(() => {
      this.emit('wake', names, owners);
      this.emit('events');
    });
  }

  /** Notifies readers of new events. */
  notifyEvents(): void {
    this.#hasEvents = true;
    const wait = this.#sentAt + EVENTS_WINDOW - performance.now();
    if (wait <= 0) this.#notifySoon();
    else this.#eventsTimer ??= setTimeout(() => this.#flushEvents(), wait);
    outside(() => this.emit('events'));
  }

  /** Notifies this process of placed or released holds. Others look for them periodically. */
  changeHolds(): void {
    outside(() => this.emit('holds'));
  }

  /** Asks all consumers to answer once they have started what they fetched. Rejects when there is no connection. */
  async askForStarts(question: string): Promise<void> {
    this.emit('startsAsked', question);
    await this.#notify(`starts ${question}`);
  }

  /** Answers such a question. Rejects when there is no connection. */
  async reportStarts(question: string, consumer: string): Promise<void> {
    this.emit('started', question, consumer);
    await this.#notify(`started ${question} ${consumer}`);
  }

  /** Notifies the process that runs the task that it is to stop. Rejects when there is no connection. */
  async cancel(jobId: string): Promise<void> {
    this.emit('cancel', jobId);
    await this.#notify(`cancel ${jobId}`);
  }

  async close(): Promise<void> {
    this.#isPending ||= this.#hasEvents;
    this.#flush();
    this.#isClosed = true;
    clearTimeout(this.#eventsTimer);
    clearTimeout(this.#batchTimer);
    clearTimeout(this.#probeTimer);
    await this.#opening?.catch(() => undefined);
    await this.#lastQuery;
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await endClient(client);
  }

  get #channel(): string {
    return this.#options.names.name;
  }

  /** The first notification is sent at once, those of the next milliseconds together. */
  #notifySoon(): void {
    this.#isPending = true;
    if (this.#batchTimer === undefined) this.#flush();
  }

  #flushEvents(): void {
    this.#eventsTimer = undefined;
    if (this.#hasEvents) this.#notifySoon();
  }

  #flush(): void {
    this.#batchTimer = undefined;
    if (!this.#isPending || this.#client === undefined) return;
    this.#batchTimer = setTimeout(() => this.#flush(), BATCH_WINDOW);
    this.#isPending = false;
    this.#hasEvents = false;
    this.#sentAt = performance.now();
    const names = [...this.#queues];
    const owners = [...this.#projects].map((project) => `@${project}`);
    this.#queues.clear();
    this.#projects.clear();
    // Names of queues and ids of projects have neither spaces nor "@".
    const payload = names.length === 0 ? 'events' : ['wake', ...names, ...owners].join(' ');
    // Without names, every engine looks at all of its queues.
    this.#notify(payload.length < MAX_PAYLOAD_LENGTH ? payload : 'wake').catch(this.#options.onError);
  }

  async #notify(payload: string): Promise<void> {
    await this.#query('SELECT pg_notify($1, $2)', [this.#channel, payload]);
  }

  /** Runs one statement after the other, as a client of `pg` takes one at a time. */
  async #query(text: string, values: readonly string[]): Promise<void> {
    const before = this.#lastQuery;
    const query = (async (): Promise<void> => {
      await before;
      const client = this.#client;
      try {
        await client?.query(text, [...values]);
      } catch (error) {
        if (client !== undefined && isUnavailable(error)) this.#onConnectionLost(client);
        throw error;
      }
    })();
    this.#lastQuery = query.catch(() => undefined);
    await query;
  }

  #probeSoon(): void {
    clearTimeout(this.#probeTimer);
    this.#probeTimer = setTimeout(() => void this.#probe(), PROBE_INTERVAL).unref();
  }

  async #probe(): Promise<void> {
    try {
      await this.#query('SELECT 1', []);
      if (this.#client !== undefined) this.#probeSoon();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  async #connect(): Promise<void> {
    const client = new Client({
      ...this.#options.connection,
      application_name: 'poppobuilder signals',
      keepAlive: true,
      connectionTimeoutMillis: QUERY_TIMEOUT,
      query_timeout: QUERY_TIMEOUT,
    });
    client.on('error', (error) => this.#onConnectionLost(client, error));
    client.on('end', () => this.#onConnectionLost(client));
    client.on('notification', ({ payload = '', processId }) => this.#receive(payload, processId, client));
    try {
      await client.connect();
      await client.query(`SET synchronous_commit = off; LISTEN ${escapeIdentifier(this.#channel)}`);
    } catch (error) {
      await endClient(client);
      throw error;
    }
    if (this.#isClosed) {
      await endClient(client);
      return;
    }
    this.#client = client;
    this.#probeSoon();
    this.emit('wake', [], []);
    this.emit('events');
  }

  #receive(payload: string, processId: number, client: Client): void {
    // This process was notified when it sent it.
    if (processId === (client as unknown as { processID: number }).processID) return;
    const [kind, ...rest] = payload.split(' ');
    if (kind === 'cancel') {
      this.emit('cancel', rest[0] ?? '', parseCancelRequest(rest.slice(1)));
      return;
    }
    if (kind === 'starts') {
      this.emit('startsAsked', rest[0] ?? '');
      return;
    }
    if (kind === 'started') {
      this.emit('started', rest[0] ?? '', rest[1] ?? '');
      return;
    }
    if (kind === 'wake') {
      const queues = rest.filter((word) => !word.startsWith('@'));
      const projects = rest.filter((word) => word.startsWith('@')).map((word) => word.slice(1));
      this.emit('wake', queues, projects);
    }
    this.emit('events');
  }

  #onConnectionLost(client: Client, error?: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#probeTimer);
    void endClient(client);
    if (error !== undefined) this.#options.onError(error);
    this.#reconnectSoon();
  }

  #reconnectSoon(): void {
    if (this.#isClosed) return;
    setTimeout(() => {
      if (this.#isClosed) return;
      this.open().catch((error: unknown) => {
        this.#options.onError(error);
        this.#reconnectSoon();
      });
    }, RECONNECT_DELAY).unref();
  }
}

/** What listeners do does not belong to the trace of the task that gave the reason. */
const outside = (tell: () => void): void => withTraceparent(undefined, tell);

/** Returns the request of a notification that carries one. */
function parseCancelRequest([attempt, ...words]: readonly string[]): CancelRequest | undefined {
  return attempt === undefined ? undefined : { attempt: Number(attempt), reason: words.join(' ') };
}
