import { describe, expect, it } from 'vitest';
import type { EngineEvent } from './events/engine-event.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';

describe('events', () => {
  it('show the states of a task, with its log entries', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ name: 'here' });
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('echo', { value: 1, lines: ['one', 'two'] }));
    const seen = await until(engine.events.subscribe(), ({ state }) => state === 'succeeded');
    expect(
      seen.map(({ taskId, kind, state, attempt, data }) => ({ taskId, kind, state, attempt, data })),
    ).toEqual([
      { taskId: id, kind: 'state', state: 'queued', attempt: 0, data: undefined },
      { taskId: id, kind: 'state', state: 'running', attempt: 1, data: { engine: 'poppobuilder here' } },
      { taskId: id, kind: 'log', state: undefined, attempt: 1, data: { level: 'info', message: 'one' } },
      { taskId: id, kind: 'log', state: undefined, attempt: 1, data: { level: 'info', message: 'two' } },
      {
        taskId: id,
        kind: 'state',
        state: 'succeeded',
        attempt: 1,
        data: { result: { success: true, value: 1, attempt: 1 } },
      },
    ]);
  });

  it('arrive also after a restore from a server with higher transaction ids', async () => {
    await using world = new EngineWorld();
    const first = await world.engine();
    await first.submit(world.task('echo', { id: 'old' }));
    await first.close();
    const client = await world.client();
    await client.query(`UPDATE ${world.schema}.event SET xid = '999999999'`);
    const engine = await world.engine();
    const events = engine.events.subscribe()[Symbol.asyncIterator]();
    expect(await events.next()).toMatchObject({ value: { taskId: 'old' } });
    await engine.submit(world.task('echo', { id: 'new' }));
    expect(await events.next()).toMatchObject({ value: { taskId: 'new' } });
  });
});

describe('wait', () => {
  it('resolves with the result, before and after the completion', async () => {
    await using world = new EngineWorld();
    const [engine, other] = [await world.engine(), await world.engine()];
    const { id } = await engine.submit(world.task('wait', { gate: 'a' }));
    const waiting = [engine.tasks.wait(id), other.tasks.wait(id)];
    engine.consume({ slots: 1, runner: world.runner() });
    world.gates.open('a');
    const result = { success: true, attempt: 1 };
    expect(await Promise.all(waiting)).toEqual([result, result]);
    expect(await other.tasks.wait(id)).toEqual(result);
  });

  it('resolves for many tasks', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const values = Array.from({ length: 100 }, (_, value) => value);
    const submitted = await engine.submitMany(
      values.map((value) => ({ task: world.task('echo', { value }) })),
    );
    const waiting = Promise.all(submitted.map(async ({ id }) => engine.tasks.wait(id)));
    engine.consume({ slots: 4, runner: world.runner() });
    expect((await waiting).map((result) => result['value'])).toEqual(values);
  });

  it('rejects with the error of the task', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    const { id } = await engine.submit(world.task('fail', { code: 'GIT_FAILED', retryable: false }));
    const error = { name: 'TaskError', code: 'GIT_FAILED', message: 'It fails.', taskId: id };
    await expect(engine.tasks.wait(id)).rejects.toMatchObject(error);
    await expect(engine.tasks.wait(id)).rejects.toMatchObject(error);
  });

  it.each([
    ['cancelled', 'TASK_CANCELLED', 'The task "a" was cancelled: Nobody needs it.'],
    ['expired', 'TASK_TIMEOUT', 'The task "a" has expired. Nobody needs it.'],
  ])('rejects when the task is %s', async (outcome, code, message) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'a' }));
    const waiting = errorOf(engine.tasks.wait('a'));
    await end(world, { outcome, reason: 'Nobody needs it.' });
    expect(await waiting).toMatchObject({ code, message });
    await expect(engine.tasks.wait('a')).rejects.toMatchObject({ code, message });
    expect(await engine.tasks.get('a')).toMatchObject({
      state: outcome,
      reason: 'Nobody needs it.',
      attempts: [],
    });
  });

  it('rejects when its signal aborts, when the engine closes, and for an unknown task', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'a' }));
    const controller = new AbortController();
    const aborted = errorOf(engine.tasks.wait('a', { signal: controller.signal }));
    const closed = errorOf(engine.tasks.wait('a'));
    await expect(engine.tasks.wait('b')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND', taskId: 'b' });
    controller.abort(new Error('enough'));
    expect(await aborted).toMatchObject({ message: 'enough' });
    await engine.close();
    expect(await closed).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await expect(engine.tasks.wait('a')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});

describe('a task', () => {
  it('has its attempts, its result and its log entries', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ name: 'here' });
    engine.consume({ slots: 1, runner: world.runner() });
    const task = world.task('fail', { id: 'a', attempts: 2, metadata: { from: 'me' } });
    await engine.submit(task, { priority: 5, concurrencyKey: 'repo#1', retry: { delay: 0 } });
    await engine.tasks.wait('a');
    const details = await engine.tasks.get('a');
    expect(details).toMatchObject({
      id: 'a',
      type: 'fail',
      projectId: 'project',
      state: 'succeeded',
      task,
      attempt: 3,
      priority: 5,
      key: 'repo#1',
      result: { success: true, attempt: 3 },
    });
    expect(
      details.attempts.map(({ attempt, outcome, engine: name, error }) => [
        attempt,
        outcome,
        name,
        error?.code,
      ]),
    ).toEqual([
      [1, 'failed', 'poppobuilder here', 'HANDLER_FAILED'],
      [2, 'failed', 'poppobuilder here', 'HANDLER_FAILED'],
      [3, 'succeeded', 'poppobuilder here', undefined],
    ]);
    expect(details).not.toHaveProperty('error');
    expect(details.finishedAt).toBeInstanceOf(Date);
  });

  it('can be read after pg-boss has deleted its job', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('fail', { id: 'a', retryable: false }));
    await expect(engine.tasks.wait('a')).rejects.toThrow('It fails.');
    const client = await world.client();
    await client.query(`DELETE FROM ${world.schema}_boss.job`);
    const details = await engine.tasks.get('a');
    expect(details).toMatchObject({ id: 'a', state: 'failed', error: { code: 'HANDLER_FAILED' } });
    expect(details).not.toHaveProperty('task');
  });

  it('returns its last log entries', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    const lines = Array.from({ length: 120 }, (_, index) => `line ${index}`);
    await engine.submit(world.task('echo', { id: 'a', lines }));
    await engine.tasks.wait('a');
    const all = await engine.tasks.logs('a');
    expect(all.map(({ message }) => message)).toEqual(lines);
    expect(all[0]).toMatchObject({ attempt: 1, level: 'info', at: expect.any(Date) as Date });
    expect(await engine.tasks.logs('a', { tail: 2 })).toEqual(all.slice(-2));
    expect(await engine.tasks.logs('a', { limit: 2 })).toEqual(all.slice(0, 2));
    const after = all[0]?.sequence;
    expect(await engine.tasks.logs('a', { limit: 1, after })).toEqual(all.slice(1, 2));
    await expect(engine.tasks.logs('a', { limit: 1, tail: 1 })).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
    expect(await engine.tasks.logs('a', { after: all[117]?.sequence })).toEqual(all.slice(118));
    expect((await engine.tasks.get('a')).logTail).toEqual(all.slice(-100));
  });

  it('is not found when it does not exist', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.tasks.get('b')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND', taskId: 'b' });
    await expect(engine.tasks.logs('b')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    await expect(engine.tasks.logs('b', { tail: 0 })).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });
});

const errorOf = async (waiting: Promise<unknown>): Promise<unknown> =>
  waiting.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Ends the task "a" as the engine would, before it started. */
async function end(world: EngineWorld, reason: object): Promise<void> {
  const client = await world.client();
  await client.query('BEGIN');
  await client.query(`SELECT set_config('poppobuilder.reason', $1, true)`, [JSON.stringify(reason)]);
  await client.query(`UPDATE ${world.schema}_boss.job SET state = 'cancelled', completed_on = now()`);
  await client.query('COMMIT');
}

async function until(
  events: AsyncIterable<EngineEvent>,
  isLast: (event: EngineEvent) => boolean,
): Promise<EngineEvent[]> {
  const seen: EngineEvent[] = [];
  for await (const event of events) {
    seen.push(event);
    if (isLast(event)) break;
  }
  return seen;
}
