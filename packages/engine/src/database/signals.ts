import { EventEmitter } from 'node:events';
import { Client, type ClientConfig, escapeIdentifier } from 'pg';
import { endClient } from './end-client.ts';
import { isUnavailable } from './unavailable.ts';
import type { SchemaNames } from '../schema/names.ts';

/** What somebody asked, as far as the message tells it. */
export interface CancelRequest {
  readonly attempt: number;
  readonly reason: string;
}

/** What engines tell each other. What they tell is a hint: who misses it finds out by looking, a little later. */
interface SignalEvents {
  /** These queues have something new, of these projects; no queues when the connection was away and anything may have happened. */
  wake: [queues: readonly string[], projects: readonly string[]];
  /** There are new events. */
  events: [];
  /** Somebody wants a running task to end. */
  cancel: [jobId: string, request?: CancelRequest];
}

/** Options of {@link Signals}. */
export interface SignalsOptions {
  readonly connection: ClientConfig;
  readonly names: SchemaNames;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds in which news are gathered: a notification in each transaction would keep commits from being grouped. */
const GATHER = 1;
const RECONNECT = 250;
/** Milliseconds between two looks whether the connection still answers: one that was cut off says nothing. */
const LOOK = 5_000;
/** Milliseconds in which it answers. */
const ANSWER = 5_000;

/** Wakes dispatchers and readers in all processes, by LISTEN and NOTIFY on a connection of its own. */
export class Signals extends EventEmitter<SignalEvents> {
  readonly #options: SignalsOptions;
  readonly #queues = new Set<string>();
  readonly #projects = new Set<string>();
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #hasNews = false;
  #isClosed = false;
  #opening: Promise<void> | undefined;
  #saying: Promise<void> = Promise.resolve();

  constructor(options: SignalsOptions) {
    super();
    this.setMaxListeners(0);
    this.#options = options;
  }

  /** Begins to listen; reconnects by itself until it is closed. */
  async open(): Promise<void> {
    await (this.#opening ??= this.#connect().finally(() => (this.#opening = undefined)));
  }

  /** Tells this process at once and the others within milliseconds. */
  wake(queues: Iterable<string>, projects: Iterable<string> = []): void {
    const names = [...queues];
    const owners = [...projects];
    for (const name of names) this.#queues.add(name);
    for (const owner of owners) this.#projects.add(owner);
    this.#news();
    this.emit('wake', names, owners);
    this.emit('events');
  }

  /** Tells that there are new events. */
  news(): void {
    this.#news();
    this.emit('events');
  }

  /** Tells whoever runs the task that it shall end. Rejects when there is no connection. */
  async cancel(jobId: string): Promise<void> {
    this.emit('cancel', jobId);
    await this.#notify(`cancel ${jobId}`);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#look);
    await this.#opening?.catch(() => undefined);
    await this.#saying;
    const client = this.#client;
    this.#client = undefined;
    if (client !== undefined) await endClient(client);
  }

  get #channel(): string {
    return this.#options.names.name;
  }

  /** The first news go at once, those of the next milliseconds together. */
  #news(): void {
    this.#hasNews = true;
    if (this.#timer === undefined) this.#flush();
  }

  #flush(): void {
    this.#timer = undefined;
    if (!this.#hasNews || this.#client === undefined) return;
    this.#timer = setTimeout(() => this.#flush(), GATHER);
    this.#hasNews = false;
    const names = [...this.#queues];
    const owners = [...this.#projects].map((project) => `@${project}`);
    this.#queues.clear();
    this.#projects.clear();
    // Names of queues and ids of projects have neither spaces nor "@".
    const payload = names.length === 0 ? 'news' : ['wake', ...names, ...owners].join(' ');
    // Payloads end at 8,000 bytes; without names everybody looks everywhere.
    this.#notify(payload.length < 7_000 ? payload : 'wake').catch(this.#options.onError);
  }

  async #notify(payload: string): Promise<void> {
    await this.#say('SELECT pg_notify($1, $2)', [this.#channel, payload]);
  }

  /** One after the other: a client of pg takes one statement at a time. */
  async #say(text: string, values: readonly string[]): Promise<void> {
    const before = this.#saying;
    const said = (async (): Promise<void> => {
      await before;
      const client = this.#client;
      try {
        await client?.query(text, [...values]);
      } catch (error) {
        if (client !== undefined && isUnavailable(error)) this.#lost(client);
        throw error;
      }
    })();
    this.#saying = said.catch(() => undefined);
    await said;
  }

  #lookSoon(): void {
    clearTimeout(this.#look);
    this.#look = setTimeout(() => void this.#lookNow(), LOOK).unref();
  }

  async #lookNow(): Promise<void> {
    try {
      await this.#say('SELECT 1', []);
      if (this.#client !== undefined) this.#lookSoon();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  async #connect(): Promise<void> {
    const client = new Client({
      ...this.#options.connection,
      application_name: 'poppobuilder signals',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER,
      query_timeout: ANSWER,
    });
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload = '', processId }) => this.#heard(payload, processId, client));
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
    this.#lookSoon();
    this.emit('wake', [], []);
    this.emit('events');
  }

  #heard(payload: string, processId: number, client: Client): void {
    // What this process said itself was heard at once.
    if (processId === (client as unknown as { processID: number }).processID) return;
    const [kind, ...rest] = payload.split(' ');
    if (kind === 'cancel') this.emit('cancel', rest[0] ?? '', requestOf(rest.slice(1)));
    else {
      if (kind === 'wake') {
        const [projects = [], queues = []] = [true, false].map((isProject) =>
          rest.filter((word) => word.startsWith('@') === isProject),
        );
        this.emit(
          'wake',
          queues,
          projects.map((project) => project.slice(1)),
        );
      }
      this.emit('events');
    }
  }

  #lost(client: Client, error?: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    clearTimeout(this.#look);
    void endClient(client);
    if (error !== undefined) this.#options.onError(error);
    this.#again();
  }

  #again(): void {
    if (this.#isClosed) return;
    setTimeout(() => {
      if (this.#isClosed) return;
      this.open().catch((error: unknown) => {
        this.#options.onError(error);
        this.#again();
      });
    }, RECONNECT).unref();
  }
}

/** The attempt and the reason of a message that has them. */
function requestOf([attempt, ...words]: readonly string[]): CancelRequest | undefined {
  return attempt === undefined ? undefined : { attempt: Number(attempt), reason: words.join(' ') };
}
