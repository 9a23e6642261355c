import { expect, inject, it, vi } from 'vitest';
import { Database, type Queryable } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { schemaNames } from '../schema/names.ts';
import { newTaskId } from '../job/job-id.ts';
import { LogEntryClock } from './log-entry-clock.ts';
import { LogEntryWriter } from './log-entry-writer.ts';

const LOST = new Error('Connection terminated unexpectedly');

/** Connections that end where the test wants it. */
class CutConnections {
  cut: 'before' | 'during' | 'after' | undefined;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  withTimeout(timeout: number): Queryable {
    const real = this.#database.tasks.withTimeout(timeout);
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) => {
        const { cut } = this;
        this.cut = undefined;
        if (cut === 'before') throw LOST;
        const rows = real.query<Row>(text, values);
        if (cut === 'during') throw LOST;
        await rows;
        if (cut === 'after') throw LOST;
        return rows;
      },
    };
  }
}

/** A writer of log entries, and what it wrote. */
class Writing implements AsyncDisposable {
  readonly connections: CutConnections;
  readonly #watch: Watch;
  readonly #database: Database;
  readonly problems: unknown[] = [];
  readonly writer: LogEntryWriter;
  readonly #world: EngineWorld;
  readonly #clock = new LogEntryClock();
  readonly #job: string = newTaskId();

  private constructor(world: EngineWorld, watch: Watch) {
    this.#world = world;
    this.#watch = watch;
    this.#database = new Database({
      connection: { connectionString: inject('databaseUrl'), application_name: world.schema },
    });
    this.connections = new CutConnections(this.#database);
    this.writer = new LogEntryWriter({
      database: { tasks: this.connections },
      names: schemaNames(world.schema),
      onWritten: () => undefined,
      onError: (error) => this.problems.push(error),
    });
  }

  static async open(): Promise<Writing> {
    const world = new EngineWorld();
    await world.engine();
    return new Writing(world, await Watch.of(world));
  }

  async connect(): Promise<Watch> {
    return Watch.of(this.#world);
  }

  add(message: string, job: string = this.#job): void {
    this.writer.add(
      { job, kind: 'log', attempt: 1, at: this.#clock.next(), data: { message } },
      message.length,
    );
  }

  async messages(): Promise<string[]> {
    const rows = await this.#watch.query<{ message: string }>(
      `SELECT data->>'message' AS message FROM own.event WHERE kind = 'log' ORDER BY sequence`,
    );
    return rows.map(({ message }) => message);
  }

  /** Resolves when so many of its statements wait for others. */
  async areWaiting(count: number): Promise<void> {
    const check = async (): Promise<void> => {
      const waiting = await this.#watch.query(
        `SELECT FROM pg_stat_activity WHERE application_name = $1 AND wait_event_type = 'Lock'`,
        [this.#world.schema],
      );
      expect(waiting).toHaveLength(count);
    };
    await vi.waitFor(check, { timeout: 10_000, interval: 20 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
    await this.#world[Symbol.asyncDispose]();
  }
}

it.each([
  { title: 'that the database did not hear of', cut: 'before' },
  { title: 'of which the answer was lost', cut: 'after' },
] as const)('writes entries once $title, before later ones', async ({ cut }) => {
  await using writing = await Writing.open();
  writing.add('same');
  await writing.writer.write();
  writing.add('same');
  writing.add('two');
  writing.connections.cut = cut;
  await expect(writing.writer.write()).rejects.toThrow(LOST);
  expect(writing.writer.waiting).toBe(2);
  writing.add('three');
  await writing.writer.write();
  expect(await writing.messages()).toEqual(['same', 'same', 'two', 'three']);
  expect(writing.writer.waiting).toBe(0);
});

it('waits for a write that continues after its connection was lost', async () => {
  await using writing = await Writing.open();
  const holder = await writing.connect();
  // The next insert waits for the end of this transaction.
  await holder.query('BEGIN');
  await holder.query(
    `INSERT INTO own.event (sequence, job_id, kind, attempt) OVERRIDING SYSTEM VALUE
     SELECT nextval(pg_get_serial_sequence('own.event', 'sequence')) + 1, gen_random_uuid(), 'log', 1`,
  );
  writing.add('one');
  writing.connections.cut = 'during';
  await expect(writing.writer.write()).rejects.toThrow(LOST);
  await writing.areWaiting(1);
  const again = writing.writer.write();
  await writing.areWaiting(2);
  await holder.query('ROLLBACK');
  await again;
  expect(await writing.messages()).toEqual(['one']);
});

it('drops entries that the database refuses, and reports that', async () => {
  await using writing = await Writing.open();
  writing.add('one', 'no uuid');
  await writing.writer.write();
  expect(writing.problems).toMatchObject([{ code: '22P02' }]);
  writing.add('two');
  await writing.writer.write();
  expect(await writing.messages()).toEqual(['two']);
});

it('entries that are long together are written by several statements, in their order', async () => {
  const written: number[] = [];
  const writer = new LogEntryWriter({
    database: {
      tasks: {
        withTimeout: () => ({
          query: async (_text: string, [json]: readonly unknown[] = []) => {
            written.push((JSON.parse(String(json)) as readonly unknown[]).length);
            return [];
          },
        }),
      },
    },
    names: schemaNames('nowhere'),
    onWritten: () => undefined,
    onError: (error) => {
      throw error;
    },
  });
  const entry = { job: newTaskId(), kind: 'log', attempt: 1, at: 'now', data: {} } as const;
  for (const size of [10, 30, 2, 1, 40, 1, 1]) writer.add(entry, size * 1_024 * 1_024);
  await writer.write();
  expect(written).toEqual([1, 2, 1, 1, 2]);
  expect(writer.waiting).toBe(0);
});
