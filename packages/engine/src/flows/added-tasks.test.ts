import { once } from 'node:events';
import { defineTaskHandler, definePlugin, TaskError, TaskExecutor, type Plugin } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { flowEnd, statesOf } from './fixtures/watch-flow.ts';

const reported = Promise.withResolvers<void>();
const released = Promise.withResolvers<void>();
const ended = Promise.withResolvers<void>();

/** A handler that adds what it is given, and may fail afterwards in its first attempt. */
const adder: Plugin = definePlugin({
  name: '@poppobuilder/engine-test-adder',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'add',
      description: 'Adds tasks to its flow.',
      input: z.strictObject({ tasks: z.record(z.string(), z.json()), failures: z.int().default(0) }),
      output: z.object({ value: z.string() }),
      async handle({ tasks, failures }, context) {
        context.progress('add-tasks', 'Adding tasks.', { tasks });
        if (context.attempt > failures) return { success: true, value: 'added' };
        throw new TaskError({ code: 'HANDLER_FAILED', message: 'It fails.', retryable: true });
      },
    }),
    defineTaskHandler({
      type: 'add-late',
      description: 'Adds tasks to its flow when it is to stop.',
      input: z.strictObject({}),
      output: z.object({ value: z.string() }),
      async handle(_task, context) {
        await once(context.signal, 'abort');
        context.progress('add-tasks', 'Adding tasks.', { tasks: { late: { task: { type: 'echo' } } } });
        reported.resolve();
        await ended.promise;
        return { success: true, value: 'added' };
      },
    }),
    defineTaskHandler({
      type: 'add-when-released',
      description: 'Adds tasks to its flow when the test releases it.',
      input: z.strictObject({}),
      output: z.object({ value: z.string() }),
      async handle(_task, context) {
        await released.promise;
        context.progress('add-tasks', 'Adding tasks.', { tasks: { late: { task: { type: 'echo' } } } });
        return { success: true, value: 'added' };
      },
    }),
  ],
});

async function openWith(world: EngineWorld) {
  const plugins = [...world.plugins, adder];
  const engine = await world.engine({ plugins });
  const runner = new TaskExecutor({ plugins, concurrency: 8, homeFolder: world.folder });
  engine.consume({ slots: 2, runner });
  return engine;
}

describe('a running task', () => {
  it('adds tasks to its flow that may wait for it, only once even when it is retried', async () => {
    await using world = new EngineWorld();
    const engine = await openWith(world);
    const watch = await Watch.of(world);
    const tasks = {
      now: { task: { type: 'echo' } },
      later: {
        task: { type: 'echo', value: { $ref: 'tasks.$self.result.value' } },
        options: { dependsOn: ['$self', 'now'] },
      },
    };
    const task = world.task('add', { tasks: { $literal: tasks }, failures: 1 });
    await engine.flows.submit({
      id: 'f',
      tasks: { adder: { task, options: { retry: { delay: 0 }, mayAdd: ['echo'] } } },
    });
    expect(await flowEnd(engine, 'f')).toEqual({ adder: 'succeeded', now: 'succeeded', later: 'succeeded' });
    expect((await watch.history('f/later')).at(-1)).toMatchObject({
      attempt: 1,
      data: { result: { value: 'added' } },
    });
    expect((await watch.history('f/now')).map(({ state }) => state)).toEqual([
      'queued',
      'running',
      'succeeded',
    ]);
  });

  it.each([
    { what: 'for another project', tasks: { a: { task: { type: 'echo', projectId: 'other' } } } },
    { what: 'with another configuration', tasks: { a: { task: { type: 'echo', projectConfig: {} } } } },
    { what: 'of a type that it may not add', tasks: { a: { task: { type: 'wait', gate: 'g' } } } },
    { what: 'with labels', tasks: { a: { task: { type: 'echo' }, options: { requires: ['root'] } } } },
    { what: 'that are not valid', tasks: { a: { task: { type: 'echo', nothing: 1 } } } },
    { what: 'of an unknown type', tasks: { a: { task: { type: 'nothing' } } }, code: 'UNKNOWN_TASK_TYPE' },
  ])('fails when it adds tasks $what', async ({ tasks, code = 'INVALID_TASK' }) => {
    await using world = new EngineWorld();
    const engine = await openWith(world);
    await engine.flows.submit({
      id: 'f',
      tasks: { adder: { task: world.task('add', { tasks }), options: { mayAdd: ['echo', 'nothing'] } } },
    });
    expect(await flowEnd(engine, 'f')).toEqual({ adder: 'failed' });
    expect((await engine.flows.get('f'))?.tasks['adder']?.errorCode).toBe(code);
  });

  it('cannot add tasks after it was asked to stop', async () => {
    await using world = new EngineWorld();
    const engine = await openWith(world);
    const watch = await Watch.of(world);
    const late = { task: world.task('add-late'), options: { mayAdd: ['echo'] } };
    await engine.flows.submit({ id: 'f', tasks: { adder: late } });
    await watch.reaches('f/adder', 'running');
    await engine.flows.cancel('f', { reason: 'Enough.' });
    await reported.promise;
    // What was added before is there when this is.
    await engine.flows.add('f', { probe: { task: world.task('echo'), options: { delay: 3_600_000 } } });
    ended.resolve();
    await watch.reaches('f/adder', 'cancelled');
    expect(await statesOf(engine, 'f')).toEqual({ adder: 'cancelled', probe: 'scheduled' });
    expect((await watch.history('f/adder')).at(-1)?.data).toMatchObject({ reason: 'Enough.' });
  });

  it('is cancelled when it adds tasks and has missed the request to stop', async () => {
    await using world = new EngineWorld();
    const engine = await openWith(world);
    const watch = await Watch.of(world);
    const late = {
      task: world.task('add-when-released'),
      options: { mayAdd: ['echo'], retry: { limit: 0 } },
    };
    await engine.flows.submit({ id: 'f', tasks: { adder: late } });
    await watch.reaches('f/adder', 'running');
    await watch.query(`UPDATE own.task SET cancel_reason = 'Silently.'`);
    released.resolve();
    expect(await flowEnd(engine, 'f')).toEqual({ adder: 'cancelled' });
    expect((await watch.history('f/adder')).at(-1)?.data).toMatchObject({ reason: 'Silently.' });
  });

  it('fails when it adds tasks but is not in a flow', async () => {
    await using world = new EngineWorld();
    const engine = await openWith(world);
    const { id } = await engine.submit(world.task('add', { tasks: { a: { task: { type: 'echo' } } } }));
    await expect(engine.tasks.wait(id)).rejects.toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringContaining('not part of a flow') as string,
    });
  });
});
