import type { PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { QUEUE_RETRY } from './retry-policies.ts';
import type { SchemaNames } from '../schema/names.ts';
import { DEAD_QUEUE, queueName, type QueueTraits, queueTraits, TASK_QUEUES } from './queue-names.ts';

/** pg-boss allows no attempt to run longer: its lease is the heartbeat. */
const LONGEST_RUN = 24 * 3_600;

/** Seconds after which pg-boss would delete a task that has not started; 63 years. Only a `ttl` ends a wait. */
const WAIT = 2_000_000_000;

/** Options of {@link Queues}. */
export interface QueuesOptions {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  /** Seconds without a sign of life after which a task is taken from its consumer; pg-boss copies those of its queue. */
  readonly leaseSeconds: number;
}

/** The queues of pg-boss's that tasks wait in: one for each set of required labels, in two orders. */
export class Queues {
  readonly #options: QueuesOptions;
  readonly #namesOf = new Map<string, string>();
  readonly #cached = new Set<string>();
  readonly #brought = new Set<string>();
  /** The seconds of the lease that each queue gives. */
  #known: ReadonlyMap<string, number | null> = new Map();

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /** Reads which queues there are, and makes those that every engine has. */
  async open(): Promise<void> {
    await this.refresh();
    if (!this.#known.has(DEAD_QUEUE)) {
      await this.#options.boss.createQueue(DEAD_QUEUE, { retentionSeconds: WAIT, retryLimit: 0 });
    }
    await this.ensure([this.nameFor({ isOrdered: false, requires: [] })]);
  }

  /** Looks for queues that others have made. */
  async refresh(): Promise<void> {
    const { database, names } = this.#options;
    const rows = await database.query<{ name: string; lease: number | null }>(
      `SELECT name, heartbeat_seconds AS lease FROM ${names.boss}.queue`,
      [],
    );
    this.#known = new Map(rows.map(({ name, lease }) => [name, lease]));
  }

  /**
   * Looks for the queues that a consumer with these labels may take tasks of, and brings each once to the lease of this
   * engine. It holds for tasks that are submitted from then on; those that wait keep theirs.
   */
  async bring(labels: ReadonlySet<string>): Promise<string[]> {
    await this.refresh();
    const { boss, leaseSeconds } = this.#options;
    const mine = this.for(labels);
    for (const name of mine) {
      if (this.#brought.has(name)) continue;
      if (this.#known.get(name) !== leaseSeconds) {
        await boss.updateQueue(name, { heartbeatSeconds: leaseSeconds });
      }
      this.#brought.add(name);
    }
    return mine;
  }

  /** The queue for tasks with these traits. Throws `INVALID_TASK` for a label that is not valid. */
  nameFor(traits: QueueTraits): string {
    if (traits.requires.length > 0) return queueName(traits);
    const plain = `${traits.isOrdered} ${traits.isLimited ?? false}`;
    const name = this.#namesOf.get(plain) ?? queueName(traits);
    this.#namesOf.set(plain, name);
    return name;
  }

  /** Makes the queues that are not there. */
  async ensure(names: Iterable<string>): Promise<void> {
    for (const name of names) {
      if (!this.#known.has(name)) await this.#create(name);
      if (this.#cached.has(name)) continue;
      // pg-boss reads what it must know of a queue on a connection of its own. Within transactions that wait for each
      // other there may be none left.
      await this.#options.boss.insert(name, []);
      this.#cached.add(name);
    }
  }

  /** The queues that a consumer with these labels may take tasks of. */
  for(labels: ReadonlySet<string>): string[] {
    return [...this.#known.keys()].filter(
      (name) =>
        name.startsWith(`${TASK_QUEUES}/`) && queueTraits(name).requires.every((label) => labels.has(label)),
    );
  }

  async #create(name: string): Promise<void> {
    const { boss, leaseSeconds } = this.#options;
    await boss.createQueue(name, {
      policy: queueTraits(name).isOrdered ? 'key_strict_fifo' : 'standard',
      ...QUEUE_RETRY,
      deadLetter: DEAD_QUEUE,
      heartbeatSeconds: leaseSeconds,
      expireInSeconds: LONGEST_RUN,
      retentionSeconds: WAIT,
      // Never: our sweep deletes a job together with what the history holds of it.
      deleteAfterSeconds: 0,
    });
    this.#known = new Map([...this.#known, [name, leaseSeconds]]);
  }
}
