import { PgBoss } from 'pg-boss';
import { afterEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { schemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import { readTimeLimit } from '../consumer/time-limit.ts';

describe('a task that waits', { timeout: 60_000 }, () => {
  it('expires without a consumer, and says why', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), { ttl: 1 });
    await watch.reaches(id, 'expired');
    expect((await watch.history(id)).at(-1)).toEqual({
      state: 'expired',
      attempt: 0,
      data: { outcome: 'expired', reason: 'It waited longer than it may.' },
    });
  });

  it('expires at its deadline while it is scheduled for later', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const options = { delay: 3_600_000, deadline: new Date(Date.now() + 50) };
    const { id } = await engine.submit(world.task('echo'), options);
    await watch.reaches(id, 'expired');
    expect((await watch.history(id)).map(({ state }) => state)).toEqual(['scheduled', 'expired']);
  });

  it('expires while another task has the only slot, and behind another task of its key', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const holder = await engine.submit(world.task('wait', { gate: 'holder' }), { concurrencyKey: 'repo#1' });
    await watch.reaches(holder.id, 'running');
    const behind = await engine.submit(world.task('echo'), { concurrencyKey: 'repo#1', ttl: 1 });
    const free = await engine.submit(world.task('echo'), { ttl: 1 });
    for (const { id } of [behind, free]) await watch.reaches(id, 'expired');
    expect(await watch.state(holder.id)).toBe('running');
    world.gates.open('holder');
  });

  it('expires while it is blocked', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), { deadline: new Date(Date.now() + 500) });
    await watch.query('UPDATE boss.job SET blocked = true, pending_dependencies = 1 WHERE id = $1', [
      jobIdOf(id),
    ]);
    await watch.reaches(id, 'expired');
    const states = (await watch.history(id)).map(({ state }) => state);
    expect(states).toEqual(['queued', 'blocked', 'expired']);
  });

  it('expires once, however many engines check', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await world.engine();
    await world.engine();
    const watch = await Watch.of(world);
    const submitted = await engine.submitMany(
      Array.from({ length: 700 }, () => ({ task: world.task('echo'), options: { ttl: 1 } })),
    );
    for (const { id } of submitted) await watch.reaches(id, 'expired');
    const [row] = await watch.query<{ ends: number }>(
      `SELECT count(*)::int AS ends FROM own.event WHERE state = 'expired'`,
    );
    expect(row?.ends).toBe(700);
    expect(world.problems).toEqual([]);
  });

  it('is not deleted by pg-boss, however long it waits', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const { id } = await engine.submit(world.task('echo'), { delay: 3_600_000 });
    const [row] = await watch.query<{ years: number }>(
      'SELECT extract(year FROM age(keep_until, now()))::int AS years FROM boss.job WHERE id = $1',
      [jobIdOf(id)],
    );
    expect(row?.years).toBeGreaterThanOrEqual(63);
  });
});

describe('a task that runs', { timeout: 60_000 }, () => {
  it('is stopped at its deadline', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('wait', { gate: 'never' }), {
      deadline: new Date(Date.now() + 1_000),
    });
    await watch.reaches(id, 'expired');
    expect((await watch.history(id)).map(({ state }) => state)).toEqual(['queued', 'running', 'expired']);
  });

  it('continues after its ttl has passed, and can be retried', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail', { attempts: 1 }), {
      ttl: 2_000,
      retry: { delay: 2_000 },
    });
    await watch.reaches(id, 'succeeded');
    const [row] = await watch.query<{ wait: number }>(
      `SELECT extract(epoch FROM max(at) - min(at))::float8 AS wait FROM own.event WHERE kind = 'state'`,
    );
    expect(row?.wait).toBeGreaterThan(2);
  });
});

describe('clocks', { timeout: 60_000 }, () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('of submitters do not affect how long a task waits', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    vi.setSystemTime(Date.now() - 60_000);
    const { id } = await engine.submit(world.task('echo'), { ttl: 30_000 });
    const later = await engine.submit(world.task('echo'), { delay: 100_500, ttl: 30_000 });
    const rows = await watch.query<{ due: number; expiry: number }>(
      `SELECT round(extract(epoch FROM due_at - created_at) * 1000)::int AS due,
         extract(epoch FROM expires_at - clock_timestamp())::float8 AS expiry
       FROM own.task ORDER BY number`,
    );
    expect(rows.map(({ due }) => due)).toEqual([0, 100_500]);
    for (const [index, most] of [30, 130.5].entries()) {
      expect(rows[index]?.expiry).toBeGreaterThan(most - 10);
      expect(rows[index]?.expiry).toBeLessThanOrEqual(most);
    }
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(id, 'succeeded');
    expect(await watch.state(later.id)).toBe('scheduled');
  });

  it('of consumers do not affect how long a task may wait and run', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const deadline = new Date(Date.now() + 600_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    const { id } = await engine.submit(world.task('echo'), { ttl: 600_000, deadline });
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches(id, 'succeeded');
    expect((await watch.history(id)).map(({ state }) => state)).toEqual(['queued', 'running', 'succeeded']);
  });

  it('of the database decide whether a task was started in time', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const database = new Database({ connection: { connectionString: inject('databaseUrl') } });
    onTestFinished(async () => database.close());
    const parts = { database, names: schemaNames(world.schema) };
    const limitOf = async (id: string, data: object): Promise<unknown> => {
      const run = { jobId: jobIdOf(id), data: { task: world.task('echo'), ...data } };
      return (await readTimeLimit(parts, run))?.reason;
    };
    const ttl = 600_000;
    const [early, late] = [
      await engine.submit(world.task('echo'), { ttl }),
      await engine.submit(world.task('echo'), { ttl }),
    ];
    await watch.query('BEGIN');
    await watch.query(`UPDATE own.task SET expires_at = clock_timestamp() WHERE job_id = $1`, [late.id]);
    for (const { id } of [early, late]) await watch.fetch(id);
    await watch.query('COMMIT');
    expect(await limitOf(early.id, { ttl })).toBeUndefined();
    expect(await limitOf(late.id, { ttl })).toBe('It waited longer than it may.');
  });

  it('of callers who retry a task do not affect its deadline', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const deadline = new Date(Date.now() + 600_000);
    const { id } = await engine.submit(world.task('echo'), { deadline });
    await engine.tasks.cancel(id);
    vi.setSystemTime(Date.now() + 3_600_000);
    await engine.tasks.retry(id);
    const [row] = await watch.query<{ at: Date }>('SELECT expires_at AS at FROM own.task');
    expect(row?.at).toEqual(deadline);
  });
});

describe('pg-boss', () => {
  it('allows no attempt to run for more than a day', async () => {
    const boss = new PgBoss({ db: { executeSql: async () => ({ rows: [] }) } });
    await expect(boss.createQueue('tasks', { expireInSeconds: 24 * 3_600 + 1 })).rejects.toThrow(/24 hours/);
  });
});
