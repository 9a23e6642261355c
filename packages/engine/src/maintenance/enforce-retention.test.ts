import { PgBoss } from 'pg-boss';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { schemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { DeleteContext } from './delete-page.ts';
import { enforceRetention } from './enforce-retention.ts';
import { PeriodicSweep } from './periodic-sweep.ts';

const DAY = 24 * 3_600_000;

/** Enforces the retention apart from the world's engines, which wait for their first minute. */
class RetentionFixture implements AsyncDisposable {
  readonly #context: DeleteContext;
  readonly #database: Database;

  constructor({ schema }: EngineWorld) {
    this.#database = new Database({ connection: { connectionString: inject('databaseUrl') } });
    const names = schemaNames(schema);
    const boss = new PgBoss({ schema: names.boss, db: this.#database.forBoss() });
    this.#context = { boss, database: this.#database, names };
  }

  async enforce(): Promise<number | undefined> {
    return enforceRetention(this.#context, { retention: DAY });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close();
  }
}

/** Moves the submission and the end of tasks days into the past. */
async function age(watch: Watch, ids: readonly string[], days: number): Promise<void> {
  await watch.query(
    `UPDATE own.task SET created_at = created_at - $2 * interval '1 day', finished_at = finished_at - $2 * interval '1 day'
     WHERE job_id = ANY($1)`,
    [ids.map(jobIdOf), days],
  );
}

/** How many rows are kept of a task: its own, events, keys, jobs, copies, claims. */
async function rowsOf(watch: Watch, id: string): Promise<number[]> {
  const [row] = await watch.query<{ counts: number[] }>(
    `SELECT ARRAY[
       (SELECT count(*) FROM own.task WHERE job_id = $1), (SELECT count(*) FROM own.event WHERE job_id = $1),
       (SELECT count(*) FROM own.idempotency WHERE job_id = $1), (SELECT count(*) FROM boss.job WHERE id = $1),
       (SELECT count(*) FROM boss.job WHERE source_root_id = $1), (SELECT count(*) FROM own.claim WHERE job_id = $1)
     ]::int[] AS counts`,
    [jobIdOf(id)],
  );
  return row?.counts ?? [];
}

describe('retention', { timeout: 60_000 }, () => {
  it('deletes all data of tasks that ended long ago, and of no others', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await using fixture = new RetentionFixture(world);
    engine.consume({ slots: 4, runner: world.runner() });
    const failing = world.task('fail', { retryable: false });
    const old = await engine.submit(failing, { idempotencyKey: 'old', tags: ['red', 'urgent'] });
    const done = await engine.submit(world.task('echo', { lines: ['a line'] }));
    const young = await engine.submit(failing, { idempotencyKey: 'young', tags: ['red'] });
    const open = await engine.submit(world.task('echo'), { delay: 3_600_000, idempotencyKey: 'open' });
    await watch.reaches(done.id, 'succeeded');
    for (const { id } of [old, young]) await watch.reaches(id, 'failed');
    await watch.query(`INSERT INTO own.claim (resource, job_id, attempt) VALUES ('project#1', $1, 1)`, [
      jobIdOf(old.id),
    ]);
    await age(watch, [old.id, done.id, open.id], 2);

    expect(await fixture.enforce()).toBe(2);
    expect(await rowsOf(watch, old.id)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await rowsOf(watch, done.id)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await rowsOf(watch, young.id)).toEqual([1, 3, 1, 1, 1, 0]);
    expect(await rowsOf(watch, open.id)).toEqual([1, 1, 1, 1, 0, 0]);
    expect(await watch.query('SELECT tag FROM own.tag')).toEqual([{ tag: 'red' }]);
    expect(await engine.submit(world.task('echo'), { idempotencyKey: 'old' })).toMatchObject({
      isDuplicate: false,
    });
  });

  it('keeps a task that an open one depends on', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await using fixture = new RetentionFixture(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const parent = await engine.submit(world.task('echo'));
    await watch.reaches(parent.id, 'succeeded');
    const child = await engine.submit(world.task('echo'), { dependsOn: [parent.id], delay: 3_600_000 });
    await age(watch, [parent.id], 2);
    expect(await fixture.enforce()).toBe(0);
    await engine.tasks.cancel(child.id);
    expect(await fixture.enforce()).toBe(1);
  });

  it('deletes more tasks than one page, and skips open ones', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await using fixture = new RetentionFixture(world);
    const submitted = await engine.submitMany(
      Array.from({ length: 2_500 }, () => ({ task: world.task('echo'), options: { delay: 3_600_000 } })),
    );
    const ids = submitted.map(({ id }) => id);
    const ended = ids.slice(1_200);
    await watch.query(
      `UPDATE boss.job SET state = 'cancelled', completed_on = now() WHERE id = ANY($1::uuid[])`,
      [ended],
    );
    await age(watch, ids, 2);
    expect(await fixture.enforce()).toBe(ended.length);
    const [row] = await watch.query<{ left: number }>(`SELECT count(*)::int AS left FROM own.task`);
    expect(row?.left).toBe(1_200);
  });

  it('is enforced by engines that consume, with their own option', async () => {
    await using world = new EngineWorld();
    const started: PeriodicSweep[] = [];
    vi.spyOn(PeriodicSweep.prototype, 'start').mockImplementation(function start(this: PeriodicSweep) {
      started.push(this);
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const keeping = await world.engine({ retention: 365 * DAY });
    const watch = await Watch.of(world);
    const { id } = await keeping.submit(world.task('echo'));
    await keeping.tasks.cancel(id);
    await age(watch, [id], 60);
    const [submitting, working] = [await world.engine(), await world.engine()];
    // Those of the three engines, with or without a consumer.
    await vi.waitFor(() => expect(started).toHaveLength(18));
    for (const sweep of started) sweep.sweepNow();
    await submitting.close();
    expect(await rowsOf(watch, id)).toEqual([1, 2, 0, 1, 0, 0]);
    working.consume({ slots: 1, runner: world.runner() });
    for (const sweep of started.slice(18)) sweep.sweepNow();
    await working.close();
    expect(await rowsOf(watch, id)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('uses the clock of the database', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await using fixture = new RetentionFixture(world);
    const { id } = await engine.submit(world.task('echo'));
    await engine.tasks.cancel(id);
    vi.setSystemTime(Date.now() + 2 * DAY);
    onTestFinished(() => void vi.useRealTimers());
    expect(await fixture.enforce()).toBe(0);
  });

  it('is enforced by one engine at a time', async () => {
    await using world = new EngineWorld();
    await world.engine();
    const watch = await Watch.of(world);
    await using fixture = new RetentionFixture(world);
    await watch.query('BEGIN');
    await watch.query(`SELECT pg_advisory_xact_lock(hashtext($1))`, [`${world.schema} retention`]);
    expect(await fixture.enforce()).toBeUndefined();
    await watch.query('ROLLBACK');
    expect(await fixture.enforce()).toBe(0);
  });

  it('keeps a task that is retried at the same time', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await using fixture = new RetentionFixture(world);
    const { id } = await engine.submit(world.task('echo'));
    await engine.tasks.cancel(id);
    await age(watch, [id], 2);
    const [sweeping] = await Promise.allSettled([fixture.enforce(), engine.tasks.retry(id)]);
    const deleted = sweeping.status === 'fulfilled' ? sweeping.value : undefined;
    // Who comes first wins; never is there a task without its job, or a job without its task.
    expect(
      [
        [0, 0, 0, 0, 0, 0],
        [1, 3, 0, 1, 0, 0],
      ][deleted === 1 ? 0 : 1],
    ).toEqual(await rowsOf(watch, id));
  });

  it('keeps pg-boss from deleting jobs, and has hot tables vacuumed early', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'));
    const [job] = await watch.query('SELECT deletion_seconds FROM boss.job WHERE id = $1', [id]);
    expect(job).toEqual({ deletion_seconds: 0 });
    const tables = await watch.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relnamespace IN ($1::regnamespace, $2::regnamespace)
         AND 'autovacuum_vacuum_scale_factor=0.01' = ANY(reloptions)`,
      [world.schema, `${world.schema}_boss`],
    );
    expect(tables).toHaveLength(4);
  });
});
