import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { flowEnd, flowUntil, statesOf } from './fixtures/watch-flow.ts';

describe('dependsOn', () => {
  it('blocks a task until all that it depends on have succeeded', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const [first, second] = await engine.submitMany([
      { task: world.task('wait', { gate: 'first' }) },
      { task: world.task('wait', { gate: 'second' }) },
    ]);
    const parents = [first?.id ?? '', second?.id ?? ''];
    const { id } = await engine.submit(world.task('echo', { value: 1 }), { dependsOn: parents });
    const client = await world.client();
    const stateOf = async (taskId: string): Promise<unknown> =>
      (await client.query(`SELECT state FROM ${world.schema}.task WHERE id = $1`, [taskId])).rows[0]?.state;
    expect(await stateOf(id)).toBe('blocked');
    engine.consume({ slots: 3, runner: world.runner() });
    world.gates.open('first');
    await expect.poll(async () => stateOf(parents[0] ?? '')).toBe('succeeded');
    expect(await stateOf(id)).toBe('blocked');
    world.gates.open('second');
    await expect.poll(async () => stateOf(id)).toBe('succeeded');
    const { rows } = await client.query(
      `SELECT state FROM ${world.schema}.event WHERE job_id = $1 AND kind = 'state' ORDER BY sequence`,
      [id],
    );
    expect(rows.map(({ state }) => state)).toEqual(['blocked', 'queued', 'running', 'succeeded']);
  });

  it('does not block a task whose parents have succeeded', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    const flow = await engine.flows.submit({ tasks: { parent: { task: world.task('echo') } } });
    await flowEnd(engine, flow.id);
    const { id } = await engine.submit(world.task('echo'), { dependsOn: [flow.tasks['parent'] ?? ''] });
    const client = await world.client();
    const { rows } = await client.query(
      `SELECT state FROM ${world.schema}.event WHERE job_id = $1 ORDER BY sequence LIMIT 1`,
      [id],
    );
    expect(rows).toEqual([{ state: 'queued' }]);
  });

  it('refuses a parent that does not exist', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.submit(world.task('echo'), { dependsOn: ['nobody'] })).rejects.toMatchObject({
      code: 'TASK_NOT_FOUND',
      message: expect.stringContaining('"nobody"') as string,
    });
  });

  it.each(['fail', 'skip', 'run'] as const)(
    'applies %s at once when a parent has failed already',
    async (policy) => {
      await using world = new EngineWorld();
      const engine = await world.engine();
      engine.consume({ slots: 1, runner: world.runner() });
      const { id, tasks } = await engine.flows.submit({
        tasks: { parent: { task: world.task('fail', { retryable: false }) } },
      });
      await flowEnd(engine, id);
      await engine.submit(world.task('echo', { id: 'child' }), {
        dependsOn: [tasks['parent'] ?? ''],
        onParentFailure: policy,
      });
      const client = await world.client();
      const query = `SELECT state, error_code FROM ${world.schema}.task WHERE id = 'child'`;
      const expected = {
        fail: { state: 'failed', error_code: 'DEPENDENCY_FAILED' },
        skip: { state: 'cancelled', error_code: null },
        run: { state: 'succeeded', error_code: null },
      }[policy];
      await expect.poll(async () => (await client.query(query)).rows[0]).toEqual(expected);
    },
  );

  it('misses no completion of a parent during the submission of a child', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const other = await world.engine();
    engine.consume({ slots: 4, runner: world.runner() });
    const children = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const parents = await engine.submitMany([
          { task: world.task('echo') },
          { task: world.task('fail', { attempts: 1 }), options: { retry: { delay: 0 } } },
        ]);
        const dependsOn = parents.map(({ id }) => id);
        return (index % 2 === 0 ? engine : other).submit(world.task('echo', { value: index }), { dependsOn });
      }),
    );
    const results = await Promise.all(children.map(async ({ id }) => engine.tasks.wait(id)));
    expect(results.map(({ value }) => value)).toEqual(children.map((_, index) => index));
  }, 60_000);

  it('leaves an existing task as it is', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const parent = await engine.submit(world.task('wait', { gate: 'never' }));
    await engine.submit(world.task('echo', { id: 'same' }));
    const again = await engine.submit(world.task('echo', { id: 'same' }), { dependsOn: [parent.id] });
    expect(again).toEqual({ id: 'same', isDuplicate: true });
    const client = await world.client();
    const { rows } = await client.query(`SELECT count(*)::int AS n FROM ${world.schema}_boss.job_dependency`);
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe('submitFlow', () => {
  it('runs a diamond in its order', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const echo = (...dependsOn: string[]) => ({ task: world.task('echo'), options: { dependsOn } });
    const { id } = await engine.flows.submit({
      id: 'diamond',
      tasks: { end: echo('left', 'right'), left: echo('start'), right: echo('start'), start: echo() },
    });
    expect(await statesOf(engine, id)).toEqual({
      start: 'queued',
      left: 'blocked',
      right: 'blocked',
      end: 'blocked',
    });
    engine.consume({ slots: 4, runner: world.runner() });
    await flowEnd(engine, id);
    const client = await world.client();
    const { rows } = await client.query(
      `SELECT t.id FROM ${world.schema}.event e JOIN ${world.schema}.task t USING (job_id)
       WHERE e.state = 'running' ORDER BY e.sequence`,
    );
    const order = rows.map(({ id: taskId }) => taskId as string);
    expect(order[0]).toBe('diamond/start');
    expect(order.slice(1, 3).toSorted()).toEqual(['diamond/left', 'diamond/right']);
    expect(order[3]).toBe('diamond/end');
  });

  it('fans out and in again', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const names = Array.from({ length: 500 }, (_, index) => `part-${index}`);
    const parts = names.map((name) => [
      name,
      { task: world.task('echo'), options: { dependsOn: ['start'] } },
    ]);
    const { id } = await engine.flows.submit({
      tasks: {
        start: { task: world.task('echo') },
        ...Object.fromEntries(parts),
        end: { task: world.task('echo'), options: { dependsOn: names } },
      },
    });
    engine.consume({ slots: 8, runner: world.runner() });
    engine.consume({ slots: 8, runner: world.runner() });
    const states = await flowEnd(engine, id);
    expect(new Set(Object.values(states))).toEqual(new Set(['succeeded']));
  }, 60_000);

  it.each([
    {
      what: 'a cycle',
      tasks: { a: ['c'], b: ['a'], c: ['b'] },
      says: /cycle: "[abc]" -> "[abc]" -> "[abc]" -> "[abc]"/,
    },
    { what: 'a task that waits for itself', tasks: { a: ['a'] }, says: /"a" depends on itself/ },
    { what: 'an unknown name', tasks: { a: ['b'] }, says: /"a" depends on "b", which is not in it/ },
    { what: 'a name twice', tasks: { a: [], b: ['a', 'a'] }, says: /twice/ },
    { what: 'no tasks', tasks: {}, says: /no tasks/ },
  ])('refuses $what', async ({ tasks, says }) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const entries = Object.entries(tasks).map(([name, dependsOn]) => [
      name,
      { task: world.task('echo'), options: { dependsOn } },
    ]);
    await expect(engine.flows.submit({ tasks: Object.fromEntries(entries) })).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringMatching(says) as string,
    });
  });

  it('refuses an idempotency key for a task of a flow', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const first = await engine.submit(world.task('echo'), { idempotencyKey: 'taken' });
    const tasks = {
      build: { task: world.task('echo'), options: { idempotencyKey: 'taken' } },
      test: { task: world.task('echo'), options: { dependsOn: ['build'] } },
    };
    const refused = {
      code: 'INVALID_TASK',
      message: expect.stringContaining('"build" has an idempotency key'),
    };
    await expect(engine.flows.submit({ tasks })).rejects.toMatchObject(refused);
    const flow = await engine.flows.submit({ tasks: { lint: { task: world.task('echo') } } });
    await expect(engine.flows.add(flow.id, tasks)).rejects.toMatchObject(refused);
    const open = (await engine.tasks.list()).tasks.map(({ id }) => id);
    expect(open).toEqual([flow.tasks['lint'], first.id]);
  });

  it('submits all tasks or none, also in a transaction of the caller', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const good = { task: world.task('echo') };
    const bad = { task: world.task('echo', { unknown: 1 }), options: { dependsOn: ['good'] } };
    await expect(engine.flows.submit({ id: 'one', tasks: { good, bad } })).rejects.toMatchObject({
      code: 'INVALID_TASK',
    });
    expect(await engine.flows.get('one')).toBeUndefined();
    const client = await world.client();
    await client.query('BEGIN');
    await engine.flows.submit({ id: 'two', tasks: { good } }, { transaction: client });
    await client.query('ROLLBACK');
    expect(await engine.flows.get('two')).toBeUndefined();
  });

  it('returns the existing flow for an existing id', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const flow = { id: 'one', tasks: { a: { task: world.task('echo') } } };
    const expected = { id: 'one', tasks: { a: 'one/a' } };
    expect(await engine.flows.submit(flow)).toEqual({ ...expected, isDuplicate: false });
    expect(await engine.flows.submit(flow)).toEqual({ ...expected, isDuplicate: true });
    const other = { id: 'one', tasks: { b: { task: world.task('echo') } } };
    await expect(engine.flows.submit(other)).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });

  it('returns the state and the dependencies of each task', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const outside = await engine.submit(world.task('wait', { id: 'outside', gate: 'g' }));
    await engine.flows.submit({ id: 'f', tasks: { a: { task: world.task('echo') } } });
    await engine.flows.add('f', { b: { task: world.task('echo'), options: { dependsOn: ['a'] } } });
    expect(outside.id).toBe('outside');
    expect(await engine.flows.get('f')).toEqual({
      id: 'f',
      tasks: {
        a: { id: 'f/a', type: 'echo', state: 'queued', dependsOn: [] },
        b: { id: 'f/b', type: 'echo', state: 'blocked', dependsOn: ['a'] },
      },
    });
    await flowUntil(engine, 'f', () => true);
  });
});
