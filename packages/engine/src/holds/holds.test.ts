import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import type { HoldScope } from './hold-options.ts';

const reason = { code: 'PAUSED', message: 'The office is closed.' };
const HOUR = 3_600_000;
const later = (milliseconds = HOUR): Date => new Date(Date.now() + milliseconds);

/** Resolves when all consumers have looked for tasks: one that nothing holds has gone through each queue. */
async function runsAnother(world: EngineWorld, engine: Engine, concurrencyKey?: string): Promise<void> {
  const task = { ...world.task('echo'), type: 'echo', projectId: 'another' };
  const { id } = await engine.submit(task, { priority: -1, concurrencyKey });
  await engine.tasks.wait(id);
}

describe('a hold', () => {
  it.each<[string, HoldScope, string]>([
    ['a project', { project: 'project' }, 'project'],
    ['a key', { key: 'account' }, 'key'],
    ['a task', { task: 'held' }, 'task'],
  ])('on %s keeps its tasks from starting until it is released', async (_, scope) => {
    await using world = new EngineWorld();
    const [engine, other] = [await world.engine(), await world.engine()];
    const { id } = await engine.holds.place({ scope, reason });
    await other.submit(world.task('echo', { id: 'held' }), { holdKeys: ['account', 'x'] });
    await other.submit(world.task('echo', { id: 'in order' }), {
      holdKeys: ['account'],
      concurrencyKey: 'k',
      ...('task' in scope ? { dependsOn: ['held'] } : {}),
    });
    other.consume({ slots: 2, runner: world.runner() });
    await runsAnother(world, engine);
    await runsAnother(world, engine, 'other');
    expect((await engine.tasks.get('held')).state).toBe('queued');
    expect((await engine.tasks.get('in order')).attempt).toBe(0);
    await engine.holds.release(id);
    await engine.tasks.wait('held');
    await engine.tasks.wait('in order');
    expect(world.problems).toEqual([]);
  });

  it('on a type, and one on everything, apply to what was submitted before', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'echo' }));
    await engine.submit(world.task('fail', { id: 'fail', attempts: 0 }));
    const type = await engine.holds.place({ scope: { type: 'echo' }, reason });
    engine.consume({ slots: 2, runner: world.runner() });
    await engine.tasks.wait('fail');
    const all = await engine.holds.place({ scope: { all: true }, reason });
    await engine.submit(world.task('fail', { id: 'later', attempts: 0 }));
    await engine.holds.release(type.id);
    expect(await engine.holds.list()).toEqual([all]);
    expect(await engine.tasks.counts()).toMatchObject({ queued: 2, succeeded: 1 });
    await engine.holds.release(all.id);
    await Promise.all([engine.tasks.wait('echo'), engine.tasks.wait('later')]);
  });

  it('ends by itself, and the last of several applies', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.holds.place({ id: 'a', scope: { all: true }, reason, until: later(400) });
    await engine.holds.place({
      id: 'b',
      scope: { project: 'project' },
      reason,
      until: later(1_200),
      by: 'me',
    });
    const end = Date.now() + 1_200;
    await engine.submit(world.task('echo', { id: 'held' }));
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.tasks.wait('held');
    expect(Date.now()).toBeGreaterThanOrEqual(end - 20);
    expect(await engine.holds.list()).toEqual([]);
    await expect(engine.holds.release('b')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });

  it('keeps later tasks of a key waiting, and the key in order', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.holds.place({ id: 'first', scope: { task: '1' }, reason });
    for (const id of ['1', '2', '3']) {
      await engine.submit(world.task('echo', { id }), { concurrencyKey: 'k' });
    }
    engine.consume({ slots: 4, runner: world.runner() });
    await runsAnother(world, engine, 'other');
    expect(await engine.tasks.counts()).toMatchObject({ queued: 3 });
    await engine.holds.release('first');
    await engine.tasks.wait('3');
    const { tasks } = await engine.tasks.list({ key: 'k' });
    const starts = tasks.toReversed().map(({ startedAt }) => startedAt?.getTime() ?? 0);
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
  });

  it('lets tasks of a project through that come after thousands of held ones', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submitMany(
      Array.from({ length: 2_000 }, () => ({ task: world.task('wait', { gate: 'never' }) })),
    );
    await engine.holds.place({ scope: { type: 'wait' }, reason });
    engine.consume({ slots: 2, runner: world.runner() });
    engine.consume({ slots: 2, runner: world.runner() });
    for (const projectId of ['project', 'other', 'project']) {
      const { id } = await engine.submit(world.task('echo', { projectId }));
      await engine.tasks.wait(id);
    }
    expect(await engine.tasks.counts()).toMatchObject({ queued: 2_000, running: 0 });
  });

  it('with cancelRunning hands running tasks back without counting the attempt', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('wait', { id: 'stopped', gate: 'g' }), { retry: { limit: 0 } });
    engine.consume({ slots: 2, runner: world.runner() });
    const watch = await Watch.of(world);
    await watch.reaches('stopped', 'running');
    const { id } = await engine.holds.place({ scope: { type: 'wait' }, reason, cancelRunning: true });
    await watch.reaches('stopped', 'queued');
    world.gates.open('g');
    await runsAnother(world, engine);
    expect(await watch.state('stopped')).toBe('queued');
    await engine.holds.release(id);
    await engine.tasks.wait('stopped');
    const { attempts } = await engine.tasks.get('stopped');
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['deferred', 'succeeded']);
    const [, , deferred] = await watch.history('stopped');
    expect(deferred?.data).toMatchObject({
      outcome: 'deferred',
      reason: `It was stopped by the hold "${id}": The office is closed.`,
    });
  });

  it('does not end the wait of a task that is cancelled and retried under it', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'parent' }));
    await engine.submit(world.task('echo', { id: 'child' }), { dependsOn: ['parent'] });
    const { id } = await engine.holds.place({ scope: { task: 'child' }, reason });
    engine.consume({ slots: 2, runner: world.runner() });
    await engine.tasks.wait('parent');
    await runsAnother(world, engine);
    await engine.tasks.cancel('child');
    expect(await engine.tasks.retry('child')).toEqual({ state: 'queued' });
    await runsAnother(world, engine);
    expect(await engine.tasks.get('child')).toMatchObject({ state: 'queued', attempt: 0 });
    await engine.holds.release(id);
    await engine.tasks.wait('child');
  });

  it('is replaced by one with the same id and scope', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const scope = { key: 'account' };
    const first = await engine.holds.place({ id: 'h', scope, reason, until: later() });
    const until = later(2 * HOUR);
    const second = { id: 'h', scope, reason: { code: 'USAGE_LIMIT', message: 'm' }, until, by: 'me' };
    expect(await engine.holds.place({ ...second, cancelRunning: true })).toEqual({
      ...second,
      placedAt: first.placedAt,
      canary: false,
      cancelRunning: true,
    });
    expect(await engine.holds.list()).toHaveLength(1);
    await expect(engine.holds.place({ ...second, scope: { all: true } })).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('scope') as string,
    });
  });
});

describe('bad input', () => {
  it('of place() is refused by its field', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const cases: readonly [object, string][] = [
      [{ scope: { repository: 'a' } }, 'scope'],
      [{ scope: {} }, 'scope'],
      [{ scope: { project: 'a', type: 'b' } }, 'scope'],
      [{ scope: { key: 'a\0b' } }, 'scope.key'],
      [{ until: new Date(Date.now() - 1_000) }, 'until'],
      [{ until: 'tomorrow' }, 'until'],
      [{ reason: { code: 'A', message: '' } }, 'reason.message'],
      [{ reason: { code: '\0', message: 'a' } }, 'reason.code'],
      [{ id: '' }, 'id'],
    ];
    for (const [given, field] of cases) {
      const options = { scope: { all: true }, reason, ...given } as never;
      await expect(engine.holds.place(options)).rejects.toMatchObject({
        code: 'INVALID_TASK',
        message: expect.stringContaining(field) as string,
      });
    }
    expect(await engine.holds.list()).toEqual([]);
  });

  it('of release() names the field when there is no such hold', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    for (const id of ['none', '']) {
      await expect(engine.holds.release(id)).rejects.toMatchObject({
        code: id === '' ? 'INVALID_TASK' : 'TASK_NOT_FOUND',
        message: expect.stringContaining('"id"') as string,
      });
    }
  });

  it('of holdKeys names the key with a NUL character', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.submit(world.task('echo'), { holdKeys: ['a', 'a\0'] })).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('holdKeys[1]') as string,
    });
    expect((await engine.tasks.counts()).queued).toBe(0);
  });

  it('of approve() and reject() names the task that waits for no approval', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'free' }));
    for (const verdict of ['approve', 'reject'] as const) {
      await expect(engine.tasks[verdict]('free', { by: 'alice' })).rejects.toMatchObject({
        code: 'INVALID_TASK',
        message: expect.stringContaining('"id"') as string,
      });
      await expect(engine.tasks[verdict]('none', { by: 'alice' })).rejects.toMatchObject({
        code: 'TASK_NOT_FOUND',
      });
    }
  });

  it('of list() and subscribe() names the cursor of another database', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const after = Buffer.from('900000000:900000000:/900000001:900000001:/7').toString('base64url');
    await expect(engine.events.subscribe({ after })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('"after"') as string,
    });
    await expect(engine.tasks.list({ after })).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('after') as string,
    });
  });
});

describe('what people write', () => {
  it('may be any text, and is stored without secrets', async () => {
    vi.stubEnv('DEPLOY_TOKEN', 'the-token-of-deploys');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await using world = new EngineWorld();
    const engine = await world.engine();
    const text = `See https://user:s3cret-password@host/ the-token-of-deploys \0 \ud800 \u202eabc\u2069 'x'"; DROP`;
    const stored = `See https://user:[REDACTED]@host/ [REDACTED] \ufffd \ufffd \u202eabc\u2069 'x'"; DROP`;
    expect(
      await engine.holds.place({ scope: { all: true }, reason: { code: 'A', message: text }, by: text }),
    ).toMatchObject({
      reason: { code: 'A', message: stored },
      by: stored,
    });
    expect(await engine.holds.list()).toMatchObject([{ reason: { message: stored }, by: stored }]);
    const approval = { message: 'May it?' };
    for (const id of ['approved', 'rejected']) await engine.submit(world.task('echo', { id }), { approval });
    await engine.submit(world.task('echo', { id: 'cancelled' }));
    await engine.tasks.approve('approved', { by: text, comment: text });
    await engine.tasks.reject('rejected', { by: text, reason: text });
    await engine.tasks.cancel('cancelled', { reason: text });
    const watch = await Watch.of(world);
    const last = async (id: string): Promise<unknown> => (await watch.history(id)).at(-1)?.data;
    expect(await last('approved')).toMatchObject({ by: stored, comment: stored });
    expect(await last('rejected')).toMatchObject({
      by: stored,
      reason: `It was rejected by ${stored}: ${stored}`,
    });
    expect(await last('cancelled')).toMatchObject({ reason: stored });
  });
});
