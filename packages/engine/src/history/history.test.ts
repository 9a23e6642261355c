import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { schemaNames } from '../schema/names.ts';
import { compactHistory } from './compact-history.ts';
import { countHistory } from './count-history.ts';

const NONE = { succeeded: 0, failed: 0, cancelled: 0, expired: 0, usd: 0, tokens: 0, unknownRuns: 0 };

/** A connection apart from the engines, with which the history is counted and compacted. */
function contextOf(world: EngineWorld) {
  const database = new Database({ connection: { connectionString: inject('databaseUrl') } });
  return {
    database,
    names: schemaNames(world.schema),
    [Symbol.asyncDispose]: async () => database.close(),
  };
}

describe('the history', () => {
  it('counts each task that ended once by its end, however many engines count, and outlives the tasks', async () => {
    await using world = new EngineWorld();
    await using context = contextOf(world);
    const [engine, other] = [await world.engine(), await world.engine()];
    engine.consume({ slots: 4, runner: world.runner() });
    const ids = Array.from({ length: 12 }, (_, index) => `e${index}`);
    await engine.submitMany(ids.map((id) => ({ task: world.task('echo', { id }) })));
    await engine.submit(world.task('fail', { id: 'bad', retryable: false }));
    await engine.submit(world.task('echo', { id: 'late' }), { delay: 3_600_000 });
    await engine.submit(world.task('echo', { id: 'old' }), { requires: ['none'], ttl: 50 });
    await engine.submit(world.task('wait', { id: 'stopped', gate: 'never' }));
    await engine.tasks.cancel('late');
    await expect(engine.tasks.wait('bad')).rejects.toMatchObject({ code: 'HANDLER_FAILED' });
    await expect(engine.tasks.wait('old')).rejects.toMatchObject({ code: 'TASK_TIMEOUT' });
    await expect.poll(async () => (await engine.tasks.get('stopped')).state).toBe('running');
    await engine.tasks.cancel('stopped');
    await expect(engine.tasks.wait('stopped')).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    for (const id of ids) await engine.tasks.wait(id);
    await Promise.all([engine, other, engine, other].map(async ({ history }) => history.read()));
    const sum = { ...NONE, succeeded: 12, failed: 1, cancelled: 2, expired: 1 };
    const day = { at: expect.any(Date) as Date, p50: expect.any(Number) as number };
    const read = async () => other.history.read({ step: 'day', timeZone: 'Asia/Tokyo' });
    expect(await read()).toEqual([{ ...sum, ...day, p95: expect.any(Number) as number }]);
    expect(await other.history.read({ step: 'day', by: 'type' })).toMatchObject([
      { type: 'echo', succeeded: 12, cancelled: 1, expired: 1 },
      { type: 'fail', failed: 1 },
      { type: 'wait', cancelled: 1 },
    ]);
    expect(await other.history.read({ projectId: 'other' })).toEqual([]);
    await context.database.query(`DELETE FROM ${world.schema}.task`, []);
    expect(await read()).toMatchObject([sum]);
    expect(world.problems).toEqual([]);
  });

  it('counts again what is retried and ends again', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('fail', { id: 'a', attempts: 1, retryable: false }));
    await expect(engine.tasks.wait('a')).rejects.toBeDefined();
    await engine.tasks.retry('a');
    await engine.tasks.wait('a');
    expect(await engine.history.read({ step: 'day' })).toMatchObject([{ failed: 1, succeeded: 1 }]);
  });

  it('loses nothing and counts nothing twice when the connection ends while it counts', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const client = await world.client();
    const insert = `INSERT INTO ${world.schema}.ended (project_id, type, state, ran)
      SELECT 'p', 'echo', 'succeeded', interval '1 second' FROM generate_series(1, 500)`;
    const kill = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = $1 AND query LIKE '%${world.schema}.ended%'`;
    const name = `counter ${randomUUID()}`;
    const connection = { connectionString: inject('databaseUrl'), application_name: name };
    const over = new AbortController();
    const counting = (async () => {
      const database = new Database({ connection });
      const context = { database, names: schemaNames(world.schema) };
      while (!over.signal.aborted) await countHistory(context).catch(() => undefined);
      await database.close();
    })();
    for (let round = 0; round < 20; round += 1) {
      await client.query(insert);
      await client.query(kill, [name]);
    }
    over.abort();
    await counting;
    expect(await engine.history.read({ step: 'day' })).toMatchObject([
      { succeeded: 10_000, p50: 1_024, p95: 1_024 },
    ]);
  });

  it('has the spending of attempts as it comes in, and how many are unknown', async () => {
    await using world = new EngineWorld();
    const { history, spending, submit } = await worldWithTask(world);
    await submit();
    const first = await spending.begin({ taskId: 'paid', attempt: 1, projectId: 'project' });
    await spending.report(first, { usd: 0.5, tokens: 10 });
    const read = async () => history.read({ step: 'day', by: 'type' });
    expect(await read()).toMatchObject([{ type: 'echo', usd: 0.5, tokens: 10, unknownRuns: 0 }]);
    await spending.end(first);
    expect(await read()).toMatchObject([{ usd: 0.5, unknownRuns: 1 }]);
    await spending.end(first, { usd: 0.75, tokens: 12 });
    expect(await read()).toMatchObject([{ usd: 0.75, tokens: 12, unknownRuns: 0 }]);
  });

  it('becomes coarser with age and keeps its sums and percentiles', async () => {
    await using world = new EngineWorld();
    await using context = contextOf(world);
    const { history } = await world.engine();
    const { database } = context;
    // Three months of one end every 5 minutes; every tenth took 8 seconds, the others 1.
    await database.query(
      `INSERT INTO ${world.schema}.ended (project_id, type, state, ran, at)
       SELECT 'p', 't', 'succeeded', CASE WHEN n % 10 = 0 THEN interval '8 seconds' ELSE interval '1 second' END,
         date_bin('1 day', clock_timestamp(), 'epoch') - n * interval '5 minutes' FROM generate_series(1, 25920) n`,
      [],
    );
    const since = new Date(Date.now() - 91 * 86_400_000);
    const read = async () => history.read({ since, step: 'day' });
    const before = await read();
    await compactHistory(context);
    expect(await read()).toEqual(before);
    expect(before).toHaveLength(90);
    expect(before[0]).toMatchObject({ succeeded: 288, p50: 1_024, p95: 8_192 });
    const [row] = await database.query<{ count: number }>(
      `SELECT count(*)::int FROM ${world.schema}.history`,
      [],
    );
    // Two days of 5 minutes, 33 of hours, and days.
    expect(row?.count).toBeLessThan(3 * 288 + 34 * 24 + 60);
    await database.query(`UPDATE ${world.schema}.history SET at = at - interval '800 days'`, []);
    await compactHistory(context);
    expect(await history.read({ since: new Date(Date.now() - 900 * 86_400_000), step: 'day' })).toEqual([]);
  });

  it('refuses too many periods and zones that do not exist', async () => {
    await using world = new EngineWorld();
    const { history } = await world.engine();
    await expect(history.read({ since: new Date(0) })).rejects.toMatchObject({ code: 'INVALID_TASK' });
    await expect(history.read({ timeZone: 'Mars/Base' })).rejects.toMatchObject({
      message: expect.stringContaining('timeZone') as string,
    });
  });
});

async function worldWithTask(world: EngineWorld) {
  const engine = await world.engine();
  const submit = async () => engine.submit(world.task('echo', { id: 'paid' }));
  return { history: engine.history, spending: engine.spending, submit };
}
