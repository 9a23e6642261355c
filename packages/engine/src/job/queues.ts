import type { PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { QUEUE_RETRY } from './retry-policies.ts';
import type { SchemaNames } from '../schema/names.ts';
import { DEAD_QUEUE, queueName, type QueueTraits, queueTraits, TASK_QUEUES } from './queue-names.ts';

/** The longest run that pg-boss allows. In seconds. */
const MAX_RUN_SECONDS = 24 * 3_600;

/** When pg-boss deletes a job that has not started: after 63 years. Only a `ttl` ends a wait. In seconds. */
export const RETENTION_SECONDS = 2_000_000_000;

/** Options of {@link Queues}. */
export interface QueuesOptions {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  /** The lease of tasks, which pg-boss copies from their queue. In seconds. */
  readonly leaseSeconds: number;
}

/** The pg-boss queues that tasks wait in: one for each set of required labels, ordered or not, limited or not. */
export class Queues {
  readonly #options: QueuesOptions;
  readonly #namesOf = new Map<string, string>();
  readonly #cached = new Set<string>();
  readonly #updated = new Set<string>();
  /** The lease of each queue. In seconds. */
  #known: ReadonlyMap<string, number | null> = new Map();

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /** Reads the existing queues, and creates those that every engine has. */
  async open(): Promise<void> {
    await this.refresh();
    if (!this.#known.has(DEAD_QUEUE)) {
      await this.#options.boss.createQueue(DEAD_QUEUE, {
        retentionSeconds: RETENTION_SECONDS,
        retryLimit: 0,
      });
    }
    await this.ensure([this.nameFor({ isOrdered: false, requires: [] })]);
  }

  /** Reads which queues exist. */
  async refresh(): Promise<void> {
    const { database, names } = this.#options;
    const rows = await database.query<{ name: string; lease: number | null }>(
      `SELECT name, heartbeat_seconds AS lease FROM ${names.boss}.queue`,
      [],
    );
    this.#known = new Map(rows.map(({ name, lease }) => [name, lease]));
  }

  /**
   * Returns the queues that a consumer with these labels may fetch from, after reading which exist. Sets the lease of each,
   * once, to that of this engine. It applies to tasks submitted from then on; those that wait keep theirs.
   */
  async prepareFor(labels: ReadonlySet<string>, isExclusive = false): Promise<string[]> {
    await this.refresh();
    const { boss, leaseSeconds } = this.#options;
    const own = this.for(labels, isExclusive);
    for (const name of own) {
      if (this.#updated.has(name)) continue;
      if (this.#known.get(name) !== leaseSeconds) {
        await boss.updateQueue(name, { heartbeatSeconds: leaseSeconds });
      }
      this.#updated.add(name);
    }
    return own;
  }

  /** Returns the queue for tasks with these traits. Throws `INVALID_TASK` for an invalid label. */
  nameFor(traits: QueueTraits): string {
    if (traits.requires.length > 0) return queueName(traits);
    const plain = `${traits.isOrdered} ${traits.isLimited ?? false}`;
    const name = this.#namesOf.get(plain) ?? queueName(traits);
    this.#namesOf.set(plain, name);
    return name;
  }

  /** Creates the queues that do not exist. */
  async ensure(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      if (!this.#known.has(name)) await this.#create(name);
      if (this.#cached.has(name)) continue;
      // pg-boss reads the settings of a queue on a connection of its own. While transactions wait for each other, none may
      // be left.
      await this.#options.boss.insert(name, []);
      this.#cached.add(name);
    }
  }

  /** Whether a queue is known here. */
  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** All queues of tasks that are known here. */
  get names(): readonly string[] {
    return [...this.#known.keys()].filter((name) => name.startsWith(`${TASK_QUEUES}/`));
  }

  /** Returns the queues that a consumer with these labels may fetch from; an exclusive one only where all are required. */
  for(labels: ReadonlySet<string>, isExclusive = false): string[] {
    return this.names.filter((name) => {
      const { requires } = queueTraits(name);
      if (isExclusive && requires.length < labels.size) return false;
      return requires.every((label) => labels.has(label));
    });
  }

  async #create(name: string): Promise<void> {
    const { boss, leaseSeconds } = this.#options;
    await boss.createQueue(name, {
      policy: queueTraits(name).isOrdered ? 'key_strict_fifo' : 'standard',
      ...QUEUE_RETRY,
      deadLetter: DEAD_QUEUE,
      heartbeatSeconds: leaseSeconds,
      expireInSeconds: MAX_RUN_SECONDS,
      retentionSeconds: RETENTION_SECONDS,
      // Never: maintenance deletes a job together with its history.
      deleteAfterSeconds: 0,
    });
    this.#known = new Map([...this.#known, [name, leaseSeconds]]);
  }
}
