import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { describe, expect, inject, it } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { schemaNames } from '../schema/names.ts';
import type { FetchedJob } from '../job/fetched-job.ts';
import { fetchOfProject } from './fetch-of-project.ts';

const queue = 'tasks/free';

/** Fetches tasks apart from the engines of a world. */
class TestFetcher implements AsyncDisposable {
  readonly #boss: PgBoss;
  readonly #database: Database;
  readonly #names: ReturnType<typeof schemaNames>;

  constructor({ schema }: EngineWorld) {
    this.#names = schemaNames(schema);
    this.#database = new Database({ connection: { connectionString: inject('databaseUrl') } });
    this.#boss = new PgBoss({
      db: this.#database.forBoss(),
      schema: this.#names.boss,
      supervise: false,
      schedule: false,
    });
  }

  async fetch(project: string, batchSize = 8): Promise<string[]> {
    const consumer = randomUUID();
    await this.#database.query(
      `INSERT INTO ${this.#names.own}.consumer (id, engine, labels, slots, project_slots, is_exclusive, seen_at)
       VALUES ($1, 'test', '{}', 1, 1, false, clock_timestamp())`,
      [consumer],
    );
    const parts = {
      boss: this.#boss,
      database: this.#database,
      names: this.#names,
      consumer,
      timeout: 5_000,
    };
    return numbersOf(await fetchOfProject(parts, { queue, project, batchSize }));
  }

  async rest(): Promise<string[]> {
    return numbersOf(await this.#boss.fetch(queue, { batchSize: 100 }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
    await this.#database.close();
  }
}

const numbersOf = (jobs: readonly Pick<FetchedJob, 'data'>[]): string[] =>
  jobs.map(({ data }) => String(data.task['gate'])).toSorted();

describe('fetching for one project', () => {
  it('returns only tasks of that project, by priority and then by age', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const submit = async (projectId: string, gate: string, priority = 0): Promise<void> => {
      await engine.submit(world.task('wait', { projectId, gate }), { priority });
    };
    await submit('noisy', 'noisy');
    for (const gate of ['1', '2', '3']) await submit('quiet', gate);
    await submit('quiet', 'urgent', 5);
    await using fetcher = new TestFetcher(world);
    expect(await fetcher.fetch('quiet', 2)).toEqual(['1', 'urgent']);
    expect(await fetcher.fetch('quiet')).toEqual(['2', '3']);
    expect(await fetcher.fetch('quiet')).toEqual([]);
    expect(await fetcher.rest()).toEqual(['noisy']);
  });

  it('returns no task that is not due or waits for another', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const task = (gate: string): ReturnType<EngineWorld['task']> => world.task('wait', { gate });
    await engine.submit(task('later'), { delay: 3_600_000 });
    const { id } = await engine.submit(task('parent'));
    await engine.submit(task('child'), { dependsOn: [id] });
    await using fetcher = new TestFetcher(world);
    expect(await fetcher.fetch('project')).toEqual(['parent']);
  });

  it('returns each task once, however many fetch at the same time', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const gates = Array.from({ length: 40 }, (_, index) => String(index)).toSorted();
    await engine.submitMany(gates.map((gate) => ({ task: world.task('wait', { gate }) })));
    await using fetcher = new TestFetcher(world);
    const fetched = await Promise.all(Array.from({ length: 10 }, async () => fetcher.fetch('project', 4)));
    const left = await fetcher.fetch('project', 40);
    expect([...fetched.flat(), ...left].toSorted()).toEqual(gates);
  });
});
