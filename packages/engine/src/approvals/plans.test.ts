import type { TriggeredDecision, TriggerResult } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

const approval = { of: 'plan', message: 'Its plan.' } as const;

interface Planning {
  readonly engine: Engine;
  readonly watch: Watch;
  /** Makes decisions about the task `a`, as a trigger does. */
  readonly decide: (
    decision: Partial<TriggeredDecision> & Pick<TriggeredDecision, 'verdict'>,
  ) => Promise<void>;
}

/** Submits `a`, which plans, and resolves with what decides about it. */
async function planning(
  world: EngineWorld,
  fields: object = {},
  options: () => object = () => ({}),
): Promise<Planning> {
  const engine = await world.engine();
  engine.consume({ slots: 2, runner: world.runner() });
  engine.consume({ slots: 1, runner: world.runner(), labels: ['trigger'], exclusive: true });
  const watch = await Watch.of(world);
  await engine.submit(world.task('plan', { id: 'a', ...fields }), { approval, ...options() });
  let count = 0;
  return {
    engine,
    watch,
    async decide(decision) {
      count += 1;
      const made = { taskId: 'a', by: 'anna', idempotencyKey: `decision ${count}`, ...decision };
      const body: TriggerResult = { decisions: [made] };
      const event = { kind: 'webhook', headers: {}, body, deliveryId: String(count) };
      const { id } = await engine.submit(world.task('trigger:feed', { event }), { requires: ['trigger'] });
      await engine.tasks.wait(id);
    },
  };
}

const reasonsOf = async (engine: Engine, id = 'a'): Promise<unknown[]> =>
  (await engine.tasks.explain(id)).waitingFor.map(({ code, message }) => [code, message]);

const revision = (item: string): Pick<TriggeredDecision, 'verdict' | 'adds'> => ({
  verdict: 'revise',
  adds: { field: 'items', items: [item] },
});

describe('a task whose plan needs an approval', () => {
  it('waits with it in its place, and is carried out once that is given', async () => {
    await using world = new EngineWorld();
    const { engine, watch } = await planning(world, {}, () => ({ concurrencyKey: 'k', ttl: 60_000 }));
    await engine.submit(world.task('echo', { id: 'later' }), { concurrencyKey: 'k' });
    await watch.reaches('a', 'blocked');
    expect(await reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 1.']]);
    expect(await reasonsOf(engine, 'later')).toMatchObject([['ORDER', expect.stringContaining('approval')]]);
    expect(await engine.tasks.approve('a', { by: 'anna' })).toEqual({ state: 'queued' });
    expect(await engine.tasks.wait('a')).toMatchObject({ items: [], attempt: 2 });
    await engine.tasks.wait('later');
    const { attempts } = await engine.tasks.get('a');
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['deferred', 'succeeded']);
    await expect(engine.tasks.approve('a', { by: 'anna' })).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });

  it('is cancelled when it is rejected, and waits for the same plan after a retry', async () => {
    await using world = new EngineWorld();
    const { engine, watch, decide } = await planning(world);
    await watch.reaches('a', 'blocked');
    await decide({ verdict: 'reject', plan: '1', comment: 'Too risky.' });
    expect(await engine.tasks.get('a')).toMatchObject({
      state: 'cancelled',
      reason: 'It was rejected by anna: Too risky.',
    });
    expect(await engine.tasks.retry('a')).toEqual({ state: 'blocked' });
    expect(await reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 1.']]);
    await engine.tasks.approve('a', { by: 'anna' });
    expect(await engine.tasks.wait('a')).toMatchObject({ items: [] });
  });

  it('plans again with what it is to take into account, and a decision on an earlier plan has no effect', async () => {
    await using world = new EngineWorld();
    const { engine, watch, decide } = await planning(world);
    await watch.reaches('a', 'blocked');
    await decide({ ...revision('one'), plan: '1', idempotencyKey: 'comment' });
    await decide({ ...revision('one'), plan: '1', idempotencyKey: 'comment' });
    await expect.poll(async () => reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 2.']]);
    await decide({ verdict: 'approve', plan: '1' });
    await decide({ verdict: 'reject' });
    expect(await reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 2.']]);
    await decide({ verdict: 'approve', plan: '2', by: 'bob' });
    expect(await engine.tasks.wait('a')).toMatchObject({ items: ['one'], attempt: 3 });
    const history = await watch.history('a');
    expect(history.map(({ data }) => data?.['outcome']).filter((outcome) => outcome !== undefined)).toEqual(
      expect.arrayContaining(['revised', 'approved', 'deferred']),
    );
    expect(history.find(({ data }) => data?.['outcome'] === 'approved')?.data).toMatchObject({ by: 'bob' });
  });

  it('is not approved by a person who has read an earlier plan', async () => {
    await using world = new EngineWorld();
    const { engine, watch, decide } = await planning(world);
    await watch.reaches('a', 'blocked');
    const [read] = (await engine.tasks.explain('a')).waitingFor;
    await decide({ ...revision('one'), plan: '1', idempotencyKey: 'comment' });
    await expect.poll(async () => reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 2.']]);
    await expect(engine.tasks.approve('a', { by: 'anna', asked: read?.message })).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('"Plan 2."') as string,
    });
    expect(await reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 2.']]);
    await engine.tasks.approve('a', { by: 'anna', asked: 'Plan 2.' });
    expect(await engine.tasks.wait('a')).toMatchObject({ items: ['one'] });
  });

  it('is decided by what comes after the plan was shown and before its attempt has ended', async () => {
    await using world = new EngineWorld();
    const { engine, watch, decide } = await planning(world, { gate: 'g' });
    await watch.reaches('a', 'running');
    await decide({ verdict: 'approve', plan: 'another' });
    world.gates.open('g1');
    await expect.poll(async () => reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 1.']]);
    await decide({ ...revision('one'), plan: '1' });
    await watch.reaches('a', 'running');
    await decide({ ...revision('two'), plan: '1' });
    await decide({ verdict: 'approve', plan: '2' });
    world.gates.open('g2');
    await expect.poll(async () => (await engine.tasks.get('a')).attempt).toBe(3);
    await decide({ verdict: 'approve', plan: '3' });
    world.gates.open('g3');
    expect(await engine.tasks.wait('a')).toMatchObject({ items: ['one', 'two'], attempt: 4 });
  });

  it('gives other tasks what comes when it plans no more', async () => {
    await using world = new EngineWorld();
    const { engine, watch, decide } = await planning(world);
    await watch.reaches('a', 'blocked');
    const otherwise = { task: { type: 'echo' }, options: { idempotencyKey: 'comment 2' } };
    await decide({ ...revision('one'), plan: '1', otherwise });
    await expect.poll(async () => reasonsOf(engine)).toEqual([['APPROVAL', 'Plan 2.']]);
    expect((await engine.tasks.list({ type: 'echo' })).tasks).toEqual([]);
    await engine.tasks.approve('a', { by: 'anna' });
    await engine.tasks.wait('a');
    await decide({ ...revision('two'), idempotencyKey: 'comment 2', otherwise });
    await decide({ ...revision('two'), idempotencyKey: 'comment 2', otherwise });
    expect((await engine.tasks.list({ type: 'echo' })).tasks).toHaveLength(1);
    await decide({ taskId: 'none', verdict: 'approve' });
  });

  it('expires by the time of its approval, counted from the plan on', async () => {
    await using world = new EngineWorld();
    const expiring = (): object => ({ approval: { ...approval, expires: new Date(Date.now() + 2_000) } });
    const { engine } = await planning(world, {}, expiring);
    await expect(engine.tasks.wait('a')).rejects.toMatchObject({
      code: 'TASK_TIMEOUT',
      message: expect.stringContaining('Nobody approved it in time.') as string,
    });
  });
});

it('a task of a type that makes no plan fails before anything is done, and names the option', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  engine.consume({ slots: 1, runner: world.runner() });
  const { id } = await engine.submit(world.task('read', { items: [1] }), { approval });
  await expect(engine.tasks.wait(id)).rejects.toMatchObject({
    code: 'INVALID_TASK',
    fields: [{ path: 'options.approval.of' }],
  });
  expect((await engine.tasks.get(id)).attempts).toMatchObject([{ outcome: 'failed' }]);
});
