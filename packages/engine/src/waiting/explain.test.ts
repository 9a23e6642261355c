import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import type { HoldReason } from '../holds/hold-options.ts';
import type { Submission } from '../submit/submit-options.ts';
import type { WaitReason } from './wait-reason.ts';

const codesOf = (reasons: readonly WaitReason[]): string[] => reasons.map(({ code }) => code);

describe('an explanation', () => {
  it('names the consumers, labels, slots and tasks that are in the way', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('wait', { id: 'first', gate: 'g' }));
    await engine.submit(world.task('echo', { id: 'second' }));
    await engine.submit(world.task('echo', { id: 'elsewhere' }), { requires: ['gpu', 'linux'] });
    const { state, waitingFor } = await engine.tasks.explain('second');
    expect(state).toBe('queued');
    expect(waitingFor).toEqual([
      { code: 'NO_CONSUMER', message: 'No consumer is running.', since: expect.any(Date) as Date },
    ]);
    const consumer = engine.consume({ slots: 1, runner: world.runner(), labels: ['linux'] });
    await (await Watch.of(world)).reaches('first', 'running');
    expect((await engine.tasks.explain('first')).waitingFor).toEqual([]);
    expect((await engine.tasks.explain('elsewhere')).waitingFor).toMatchObject([
      {
        code: 'LABELS',
        message: 'No consumer has the label that it requires: gpu.',
        by: { labels: ['gpu'] },
      },
    ]);
    await engine.submit(world.task('echo', { id: 'third' }));
    expect((await engine.tasks.explain('third')).waitingFor).toMatchObject([
      {
        code: 'SLOT',
        message:
          'All slots of the consumers that may run it are in use (1). 1 task of its project comes before it.',
        by: { ahead: 1 },
      },
    ]);
    world.gates.open('g');
    await engine.tasks.wait('third');
    expect(await engine.tasks.explain('third')).toEqual({ state: 'succeeded', waitingFor: [] });
    await consumer.stop();
    expect(codesOf((await engine.tasks.explain('elsewhere')).waitingFor)).toEqual(['NO_CONSUMER']);
    await expect(engine.tasks.explain('none')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
  });

  it('says that projects take turns, and which tasks have the slots that one project may have', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const of = (id: string, projectId: string): Submission => ({
      task: world.task('wait', { id, projectId, gate: 'g' }),
    });
    await engine.submitMany([of('a1', 'a'), of('a2', 'a'), of('a3', 'a'), of('a4', 'a')]);
    // What another consumer runs takes no slot of theirs.
    await engine.submit(world.task('wait', { id: 'gpu', gate: 'g' }), { requires: ['gpu'] });
    const runner = world.runner();
    engine.consume({ slots: 2, runner: world.runner(), labels: ['gpu'], exclusive: true });
    const consumer = engine.consume({ slots: 3, runner, projectCap: 2 });
    const watch = await Watch.of(world);
    for (const id of ['a1', 'a2', 'gpu']) await watch.reaches(id, 'running');
    expect((await engine.tasks.explain('a4')).waitingFor).toMatchObject([
      {
        code: 'SLOT',
        message:
          'Its project has all slots that one project may have (2). 1 task of its project comes before it.',
        by: { ahead: 1, limit: 'project/a', tasks: ['a1', 'a2'] },
      },
    ]);
    await engine.submit(of('b1', 'b').task);
    await watch.reaches('b1', 'running');
    await engine.submit(of('b2', 'b').task);
    const { waitingFor } = await engine.tasks.explain('b2');
    expect(waitingFor).toMatchObject([{ code: 'SLOT', by: { ahead: 0 } }]);
    expect(waitingFor[0]?.message).toBe(
      'All slots of the consumers that may run it are in use (3). Other projects wait, too, and take turns with it.',
    );
    world.gates.open('g');
    await engine.tasks.wait('a4');
    await consumer.stop();
  });

  it('says why all consumers that may run a task are paused, and lets it start when one is not any more', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    let pause: HoldReason | undefined = { code: 'MEMORY', message: '1 MB of memory is free.' };
    engine.consume({ slots: 1, runner: world.runner(), pausedBy: () => pause });
    await engine.submit(world.task('echo', { id: 'a' }));
    const reasons = async (): Promise<unknown> => (await engine.tasks.explain('a')).waitingFor;
    const expected = [
      { code: 'MEMORY', message: '1 MB of memory is free.', since: expect.any(Date) as Date },
    ];
    await expect.poll(reasons).toEqual(expected);
    expect((await engine.tasks.list()).tasks).toMatchObject([{ state: 'queued', waitingFor: expected[0] }]);
    expect(await engine.tasks.waiting()).toMatchObject({ reasons: { MEMORY: 1 } });
    pause = undefined;
    await engine.tasks.wait('a');
    expect(world.problems).toEqual([]);
  });

  it('reports everything together, what decides first coming first, and lists have the first reason', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const until = new Date(Date.now() + 3_600_000);
    const expires = new Date(Date.now() + 7_200_000);
    await engine.submit(world.task('echo', { id: 'parent' }), { delay: 60_000 });
    await engine.submit(world.task('echo', { id: 'a' }), {
      approval: { message: 'It deploys.', by: 'alice', expires },
      dependsOn: ['parent'],
      delay: 1_000_000,
      holdKeys: ['account'],
    });
    const reason = { code: 'USAGE_LIMIT', message: 'The account is at its limit.' };
    await engine.holds.place({ id: 'limit', scope: { key: 'account' }, reason, until });
    await engine.holds.place({
      id: 'pause',
      scope: { all: true },
      reason: { code: 'X', message: 'Paused.' },
      by: 'bob',
    });
    const { state, waitingFor } = await engine.tasks.explain('a');
    expect(state).toBe('blocked');
    expect(waitingFor).toMatchObject([
      { code: 'APPROVAL', message: 'It deploys.', until: expires, by: { person: 'alice' } },
      { code: 'DEPENDENCY', by: { tasks: ['parent'] } },
      { code: 'SCHEDULED', until: (await engine.tasks.get('a')).dueAt },
      { code: 'HOLD', message: 'Paused.', by: { hold: 'pause', person: 'bob' } },
      { code: 'USAGE_LIMIT', message: 'The account is at its limit.', until, by: { hold: 'limit' } },
      { code: 'NO_CONSUMER' },
    ]);
    const { tasks } = await engine.tasks.list();
    expect(tasks.map(({ id, waitingFor: first }) => [id, first?.code])).toEqual([
      ['a', 'APPROVAL'],
      ['parent', 'SCHEDULED'],
    ]);
    expect(tasks[0]?.waitingFor).toEqual(waitingFor[0]);
    expect((await engine.tasks.list({ reasons: false })).tasks.some((task) => 'waitingFor' in task)).toBe(
      false,
    );
  });

  it('says whose approval a task of the same key waits for, and which tasks hold the slots of a limit', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: '1' }), {
      concurrencyKey: 'k',
      approval: { message: 'm', by: 'alice' },
    });
    await engine.submit(world.task('echo', { id: '2' }), { concurrencyKey: 'k' });
    expect((await engine.tasks.explain('2')).waitingFor[0]).toMatchObject({
      code: 'ORDER',
      message:
        '1 task with the same concurrencyKey "k" comes before it. The first is "1", which waits for an approval.',
      by: { tasks: ['1'], person: 'alice' },
    });
    const concurrency = { key: 'gpu', limit: 1 };
    await engine.submit(world.task('wait', { id: 'holder', gate: 'g' }), { concurrency });
    await engine.submit(world.task('echo', { id: 'waiter' }), { concurrency });
    engine.consume({ slots: 4, runner: world.runner() });
    await (await Watch.of(world)).reaches('holder', 'running');
    expect((await engine.tasks.explain('waiter')).waitingFor).toMatchObject([
      { code: 'CONCURRENCY', by: { limit: 'key/gpu', tasks: ['holder'] } },
    ]);
    world.gates.open('g');
    await engine.tasks.wait('waiter');
  });

  it('names the first of a long queue of its key', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const of = (id: string): Submission => ({
      task: world.task('echo', { id }),
      options: { concurrencyKey: 'k' },
    });
    await engine.submitMany(Array.from({ length: 300 }, (_, index) => of(`task ${index}`)));
    const orders = await Promise.all(
      ['task 40', 'task 299'].map(async (id) => (await engine.tasks.explain(id)).waitingFor),
    );
    const names = { tasks: ['task 0', 'task 1', 'task 2', 'task 3', 'task 4'] };
    expect(orders.map((reasons) => reasons.find(({ code }) => code === 'ORDER'))).toMatchObject([
      { message: expect.stringMatching(/^40 tasks .* The first is "task 0"/) as string, by: names },
      { message: expect.stringMatching(/^100 tasks or more .* The first is "task 0"/) as string, by: names },
    ]);
  });

  it('distinguishes a rate, a retry and a deferral from a delay', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const rate = { key: 'api', limit: 1, per: 3_600_000 };
    await engine.submitMany([
      { task: world.task('echo', { id: 'now' }), options: { rate } },
      { task: world.task('echo', { id: 'rated' }), options: { rate } },
    ]);
    await engine.submit(world.task('fail', { id: 'retried' }), { retry: { delay: 60_000 } });
    const limit = { code: 'USAGE_LIMIT', deferred: true, retryAfter: 600_000 };
    await engine.submit(world.task('fail', { id: 'deferred', ...limit }));
    engine.consume({ slots: 4, runner: world.runner() });
    const outcomeOf = async (id: string): Promise<unknown> =>
      (await engine.tasks.get(id)).attempts.at(-1)?.outcome;
    await expect.poll(async () => outcomeOf('retried')).toBe('failed');
    await expect.poll(async () => outcomeOf('deferred')).toBe('deferred');
    const first = async (id: string): Promise<WaitReason | undefined> =>
      (await engine.tasks.explain(id)).waitingFor[0];
    expect(await first('rated')).toMatchObject({ code: 'RATE', by: { limit: 'key/api' } });
    expect(await first('retried')).toMatchObject({
      code: 'RETRY',
      message: 'Its attempt 1 failed (HANDLER_FAILED). The next one is due then.',
    });
    expect(await first('deferred')).toMatchObject({
      code: 'USAGE_LIMIT',
      message: 'It fails.',
      until: (await engine.tasks.get('deferred')).dueAt,
    });
  });
});
