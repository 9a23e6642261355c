import { EventEmitter } from 'node:events';
import { Client, type ClientConfig } from 'pg';
import type { SchemaNames } from '../schema/names.ts';

/** What engines tell each other. What they tell is a hint: who misses it finds out by looking, a little later. */
interface SignalEvents {
  /** These queues have something new, of these projects; no queues when the connection was away and anything may have happened. */
  wake: [queues: readonly string[], projects: readonly string[]];
  /** There are new events. */
  events: [];
  /** Somebody wants a running task to end. */
  cancel: [jobId: string];
}

/** Options of {@link Signals}. */
export interface SignalsOptions {
  readonly connection: ClientConfig;
  readonly names: SchemaNames;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds in which news are gathered: a notification in each transaction would keep commits from being grouped. */
const GATHER = 3;
const RECONNECT = 250;

/** Wakes dispatchers and readers in all processes, by LISTEN and NOTIFY on a connection of its own. */
export class Signals extends EventEmitter<SignalEvents> {
  readonly #options: SignalsOptions;
  readonly #queues = new Set<string>();
  readonly #projects = new Set<string>();
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #hasNews = false;
  #isClosed = false;
  #opening: Promise<void> | undefined;

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
    await this.#client?.query('SELECT pg_notify($1, $2)', [this.#channel, `cancel ${jobId}`]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#opening?.catch(() => undefined);
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  get #channel(): string {
    return this.#options.names.own;
  }

  #news(): void {
    this.#hasNews = true;
    this.#timer ??= setTimeout(() => this.#flush(), GATHER);
  }

  #flush(): void {
    this.#timer = undefined;
    if (!this.#hasNews || this.#client === undefined) return;
    this.#hasNews = false;
    // Names of queues and ids of projects have neither spaces nor "@".
    const payload = ['wake', ...this.#queues, ...[...this.#projects].map((project) => `@${project}`)].join(
      ' ',
    );
    this.#queues.clear();
    this.#projects.clear();
    // Payloads end at 8,000 bytes; without names everybody looks everywhere.
    const text = payload.length < 7_000 ? payload : 'wake';
    this.#client
      .query('SELECT pg_notify($1, $2)', [this.#channel, text])
      .catch((error: unknown) => this.#options.onError(error));
  }

  async #connect(): Promise<void> {
    const client = new Client({ ...this.#options.connection, application_name: 'poppobuilder signals' });
    client.on('error', (error) => this.#lost(client, error));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ payload = '', processId }) => this.#heard(payload, processId, client));
    await client.connect();
    await client.query(`SET synchronous_commit = off; LISTEN ${this.#channel}`);
    if (this.#isClosed) {
      await client.end();
      return;
    }
    this.#client = client;
    this.emit('wake', [], []);
    this.emit('events');
  }

  #heard(payload: string, processId: number, client: Client): void {
    // What this process said itself was heard at once.
    if (processId === (client as unknown as { processID: number }).processID) return;
    const [kind, ...rest] = payload.split(' ');
    if (kind === 'cancel') this.emit('cancel', rest[0] ?? '');
    else {
      const projects = rest.filter((word) => word.startsWith('@')).map((word) => word.slice(1));
      this.emit(
        'wake',
        rest.filter((word) => !word.startsWith('@')),
        projects,
      );
      this.emit('events');
    }
  }

  #lost(client: Client, error?: unknown): void {
    if (this.#client !== client) return;
    this.#client = undefined;
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
