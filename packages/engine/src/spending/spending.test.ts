import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { compactSpending } from '../maintenance/compact-spending.ts';
import { Database } from '../database/database.ts';
import { schemaNames } from '../schema/names.ts';
import { inject } from 'vitest';

const nothing = {
  usd: 0,
  tokens: 0,
  runs: 0,
  unknownRuns: 0,
  unknown: { usd: 0, tokens: 0 },
  running: 0,
};

describe('spending', () => {
  it('is summed up by project, subject and time, and what a killed attempt spent is unknown', async () => {
    await using world = new EngineWorld();
    const { spending } = await world.engine();
    const attempt = { taskId: 'a', attempt: 1, projectId: 'shop', subject: '12' };
    const first = await spending.begin(attempt);
    await spending.end(first, { usd: 0.5, tokens: 100 });
    const since = new Date();
    const second = await spending.begin({ ...attempt, attempt: 2, allowed: { usd: 2 } });
    await spending.report(second, { usd: 0.25, tokens: 10 });
    await spending.begin({ taskId: 'b', attempt: 1, projectId: 'other' });
    expect(await spending.totals({ projectId: 'shop', since })).toEqual({
      ...nothing,
      usd: 0.25,
      tokens: 10,
      runs: 1,
      running: 1,
    });
    // Nothing of it runs.
    expect(await spending.endLost()).toBe(2);
    const shop = {
      ...nothing,
      usd: 0.75,
      tokens: 110,
      runs: 2,
      unknownRuns: 1,
      unknown: { usd: 1.75, tokens: 0 },
    };
    expect(await spending.totals({ projectId: 'shop', subject: '12' })).toEqual(shop);
    expect(await spending.totalsBySubject('shop')).toEqual(new Map([['12', shop]]));
    expect(await spending.totals()).toMatchObject({ runs: 3, unknownRuns: 2, running: 0 });
    // A process that was only slow reports later.
    await spending.end(second, { usd: 1, tokens: 20 });
    expect(await spending.totals({ projectId: 'shop' })).toEqual({
      ...nothing,
      usd: 1.5,
      tokens: 120,
      runs: 2,
    });
  });

  it('keeps its totals when old attempts are merged', async () => {
    await using world = new EngineWorld();
    const { spending } = await world.engine();
    for (const attempt of [1, 2, 3]) {
      const id = await spending.begin({
        taskId: 'a',
        attempt,
        projectId: 'p',
        subject: '1',
        allowed: { usd: 3 },
      });
      await spending.end(id, attempt === 3 ? undefined : { usd: 1, tokens: attempt });
    }
    const before = await spending.totals();
    const database = new Database({ connection: { connectionString: inject('databaseUrl') } });
    await compactSpending({ database, names: schemaNames(world.schema) }, { retention: 0 });
    await database.close();
    expect(await spending.totals()).toEqual(before);
    expect(before).toMatchObject({ runs: 3, unknownRuns: 1, usd: 2, unknown: { usd: 3 } });
  });

  it('may exceed a cap by allowances until they end', async () => {
    await using world = new EngineWorld();
    const { spending } = await world.engine();
    const until = new Date(Date.now() + 3_600_000);
    await spending.allow({ scope: { project: 'shop' }, usd: 5, until, by: 'me' });
    await spending.allow({ scope: { all: true }, runs: 2, until: new Date(Date.now() - 1) });
    expect(await spending.allowances()).toEqual([
      {
        scope: { project: 'shop' },
        usd: 5,
        tokens: 0,
        runs: 0,
        until,
        by: 'me',
        givenAt: expect.any(Date) as Date,
      },
    ]);
    await expect(spending.allow({ scope: {}, usd: -1, until })).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
  });
});

describe('notices', () => {
  it('are stored once by their key, and due until they are sent', async () => {
    await using world = new EngineWorld();
    const { notices } = await world.engine();
    const notice = { key: 'a failed', receiver: 'https://a', body: { task: 'a' } };
    expect(await notices.add([notice, { ...notice, key: 'b failed' }])).toBe(2);
    expect(await notices.add([{ ...notice, body: {} }])).toBe(0);
    await notices.postpone('b failed', 60_000, 'It is away.');
    expect(await notices.due()).toEqual([{ ...notice, failures: 0, createdAt: expect.any(Date) as Date }]);
    await notices.markSent('a failed');
    expect(await notices.due()).toEqual([]);
  });
});

describe('the policy of a project', () => {
  it('completes submissions: priority, approval and keys of holds, by the task', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({
      projects: (projectId, task) => ({
        priority: 5,
        holdKeys: [`issue:${projectId}/${task?.type ?? ''}`],
        ...(task?.type === 'fail' ? { approval: { message: 'Approve it.' } } : {}),
      }),
    });
    await engine.submit(world.task('echo', { id: 'a' }));
    await engine.submit(world.task('fail', { id: 'b', attempts: 0 }), { priority: 7 });
    const hold = { scope: { key: 'issue:project/echo' }, reason: { code: 'BUDGET', message: 'No money.' } };
    await engine.holds.place(hold);
    expect(await engine.tasks.get('a')).toMatchObject({ priority: 5 });
    expect((await engine.tasks.explain('a')).waitingFor[0]).toMatchObject({
      code: 'BUDGET',
      message: 'No money.',
    });
    expect(await engine.tasks.get('b')).toMatchObject({ priority: 7 });
    expect((await engine.tasks.explain('b')).waitingFor[0]).toMatchObject({ code: 'APPROVAL' });
  });
});
