import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../../fixtures/engine-world.ts';
import { Watch } from '../../fixtures/watch.ts';
import { flowEnd } from '../fixtures/watch-flow.ts';
import { parseReference } from './reference-path.ts';

describe('a reference', () => {
  it.each([
    ['tasks.build.result', 'build', 'result', []],
    ['tasks.build.result.stdout', 'build', 'result', ['stdout']],
    ['tasks.build.result.files[0].name', 'build', 'result', ['files', 0, 'name']],
    ['tasks["f/my task"].error["a.b"]', 'f/my task', 'error', ['a.b']],
    ['tasks.build.state', 'build', 'state', []],
  ] as const)('%s is read', (text, task, field, path) => {
    expect(parseReference(text)).toEqual({ text, task, field, path });
  });

  it.each([
    '',
    'tasks',
    'tasks.a',
    'task.a.result',
    'tasks.a.output',
    'tasks.a.result.',
    'tasks.a.result[x]',
    'tasks.a.id.b',
    'tasks[0].result',
    'tasks.a.result["\\q"]',
  ])('%j is refused', (text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  it('is replaced by the results of parents and further ancestors', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: {
        first: { task: world.task('echo', { value: { list: [1, { deep: 'yes' }] } }) },
        second: {
          task: world.task('echo', { value: [{ $ref: 'tasks.first.result.value.list[1].deep' }] }),
          options: { dependsOn: ['first'] },
        },
        third: {
          task: world.task('echo', {
            value: {
              all: { $ref: 'tasks.first.result.value' },
              second: { $ref: 'tasks.second.result.value[0]' },
              state: { $ref: 'tasks.second.state' },
              number: { $ref: 'tasks.first.result.value.list[0]', as: 'text' },
              object: { $ref: 'tasks.first.result.value.list[1]', as: 'text' },
              text: { $ref: 'tasks.second.result.value[0]', as: 'text' },
              kept: { $ref: 'tasks.first.result.value.list[0]' },
              literal: { $literal: { $ref: 'as it is' } },
            },
          }),
          options: { dependsOn: ['second'] },
        },
      },
    });
    await flowEnd(engine, 'f');
    expect((await watch.history('f/third')).at(-1)?.data).toMatchObject({
      result: {
        value: {
          all: { list: [1, { deep: 'yes' }] },
          second: 'yes',
          state: 'succeeded',
          number: '1',
          object: '{"deep":"yes"}',
          text: 'yes',
          kept: 1,
          literal: { $ref: 'as it is' },
        },
      },
    });
  });

  it('names a task by its id outside of flows', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.submit(world.task('echo', { id: 'a', value: 1 }));
    await engine.submit(world.task('echo', { id: 'b', value: { $ref: 'tasks.a.result.value' } }), {
      dependsOn: ['a'],
    });
    await engine.submit(world.task('echo', { id: 'c', value: { $ref: 'tasks.a.result.value' } }), {
      dependsOn: ['b'],
    });
    await watch.reaches('c', 'succeeded');
    expect((await watch.history('c')).at(-1)?.data).toMatchObject({ result: { value: 1 } });
  });

  it('is null for the result of a failed parent, and has its error', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const value = ['state', 'result.stdout', 'error.code'].map((path) => ({ $ref: `tasks.bad.${path}` }));
    await engine.flows.submit({
      id: 'f',
      tasks: {
        bad: { task: world.task('fail', { retryable: false }) },
        child: {
          task: world.task('echo', { value }),
          options: { dependsOn: ['bad'], onParentFailure: 'run' },
        },
      },
    });
    await flowEnd(engine, 'f');
    expect((await watch.history('f/child')).at(-1)?.data).toMatchObject({
      result: { value: ['failed', null, 'HANDLER_FAILED'] },
    });
  });

  it.each([
    {
      what: 'a path that is none',
      value: { $ref: 'tasks.first.output' },
      says: /"tasks.first.output" is not a reference/,
    },
    {
      what: 'another kind than text',
      value: { $ref: 'tasks.first.result', as: 'number' },
      says: /"as" is "number"; it can only be "text"/,
    },
    { what: 'further keys', value: { $ref: 'tasks.first.result', default: 1 }, says: /no other keys/ },
    {
      what: 'a task that it does not depend on',
      value: { $ref: 'tasks.other.result' },
      says: /"f\/other", but does not depend on it/,
    },
    {
      what: 'a task that is not there',
      value: { $ref: 'tasks.nobody.result' },
      says: /"nobody", but does not depend on it/,
    },
  ])('is refused with $what', async ({ value, says }) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const tasks = {
      first: { task: world.task('echo') },
      other: { task: world.task('echo') },
      child: { task: world.task('echo', { value }), options: { dependsOn: ['first'] } },
    };
    await expect(engine.flows.submit({ id: 'f', tasks })).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringMatching(says) as string,
    });
  });

  it('is checked when the task starts, other fields at submission', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    const first = { task: world.task('echo', { value: 1 }) };
    const child = (fields: Record<string, unknown>) => ({
      task: world.task('echo', { value: { $ref: 'tasks.first.result.value' }, ...fields }),
      options: { dependsOn: ['first'] },
    });
    const wrong = engine.flows.submit({ tasks: { first, child: child({ lines: [1] }) } });
    await expect(wrong).rejects.toMatchObject({ message: expect.stringContaining('lines[0]') as string });
    const unknown = engine.flows.submit({
      tasks: { first, child: child({ other: { $ref: 'tasks.first.result' } }) },
    });
    await expect(unknown).rejects.toMatchObject({ message: expect.stringContaining('other') as string });
    await engine.flows.submit({
      id: 'f',
      tasks: { first, child: child({ lines: { $ref: 'tasks.first.result.value' } }) },
    });
    await flowEnd(engine, 'f');
    expect(await watch.history('f/child')).toMatchObject([
      { state: 'blocked' },
      { state: 'queued' },
      { state: 'running' },
      { state: 'failed', attempt: 1, data: { error: { code: 'INVALID_TASK' } } },
    ]);
  });

  it('fails the task when it has no value', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: {
        first: { task: world.task('echo') },
        child: {
          task: world.task('echo', { value: { $ref: 'tasks.first.result.nothing' } }),
          options: { dependsOn: ['first'] },
        },
      },
    });
    await flowEnd(engine, 'f');
    expect((await watch.history('f/child')).at(-1)).toMatchObject({
      attempt: 1,
      data: {
        error: {
          code: 'INVALID_TASK',
          message:
            'The task "f/child" cannot start: its field value refers to "tasks.first.result.nothing", and there is no "nothing".',
        },
      },
    });
  });
});
