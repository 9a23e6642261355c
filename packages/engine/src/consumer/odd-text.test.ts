import { definePlugin, defineTaskHandler, TaskError, TaskExecutor } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';

const HALF = '\ud83d';

/** Returns, throws or logs what JSON can contain and Postgres cannot store. */
const plugin = definePlugin({
  name: '@poppobuilder/engine-odd-text-test-plugin',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'give',
      description: 'Returns texts.',
      input: z.strictObject({}),
      output: z.object({ texts: z.record(z.string(), z.string()) }),
      handle: async () => ({
        success: true,
        texts: {
          half: `1${HALF}`,
          zero: '2\0',
          [`key${HALF}`]: '3',
          code: String.raw`\u0000 \ud83d`,
          pair: '😀',
        },
      }),
    }),
    defineTaskHandler({
      type: 'throw',
      description: 'Throws a text.',
      input: z.strictObject({}),
      output: z.object({}),
      handle: async () => {
        throw new TaskError({ code: 'HANDLER_FAILED', message: `Cut off: ${HALF}`, retryable: false });
      },
    }),
    defineTaskHandler({
      type: 'log',
      description: 'Logs lines.',
      input: z.strictObject({ lines: z.array(z.string()) }),
      output: z.object({ count: z.int() }),
      handle: async ({ lines }, { logger }) => {
        for (const line of lines) logger.info(line.replace('HALF', HALF));
        return { success: true, count: lines.length };
      },
    }),
  ],
});

async function open(world: EngineWorld): Promise<Engine> {
  const engine = await world.engine({ plugins: [plugin] });
  const runner = new TaskExecutor({ plugins: [plugin], concurrency: 8, homeFolder: world.folder });
  engine.consume({ slots: 8, runner });
  return engine;
}

it('stores a result with unpaired surrogates or NUL, with a replacement character for each', async () => {
  await using world = new EngineWorld();
  const engine = await open(world);
  const { id } = await engine.submit(world.task('give'));
  expect(await engine.tasks.wait(id)).toEqual({
    success: true,
    texts: {
      half: '1\ufffd',
      zero: '2\ufffd',
      'key\ufffd': '3',
      code: String.raw`\u0000 \ud83d`,
      pair: '😀',
    },
  });
  expect((await engine.tasks.get(id)).attempts).toHaveLength(1);
  expect(world.problems).toEqual([]);
});

it('stores an error with an unpaired surrogate', async () => {
  await using world = new EngineWorld();
  const engine = await open(world);
  const { id } = await engine.submit(world.task('throw'));
  await expect(engine.tasks.wait(id)).rejects.toMatchObject({
    code: 'HANDLER_FAILED',
    message: 'Cut off: \ufffd',
  });
  expect((await engine.tasks.get(id)).attempts).toHaveLength(1);
});

it('stores a log entry with an unpaired surrogate, and entries of other tasks in the same batch', async () => {
  await using world = new EngineWorld();
  const engine = await open(world);
  const lines = [['cut HALF', String.raw`\u0000`], ['whole']];
  const submitted = await engine.submitMany(
    lines.map((some) => ({ task: world.task('log', { lines: some }) })),
  );
  for (const { id } of submitted) await engine.tasks.wait(id);
  const logs = await Promise.all(submitted.map(async ({ id }) => engine.tasks.logs(id)));
  expect(logs.map((some) => some.map(({ message }) => message))).toEqual([
    ['cut \ufffd', String.raw`\u0000`],
    ['whole'],
  ]);
});

it('fails a task with INVALID_OUTPUT when the database refuses its result', async () => {
  await using world = new EngineWorld();
  const engine = await open(world);
  const client = await world.client();
  await client.query(
    `ALTER TABLE ${world.schema}_boss.job ADD CONSTRAINT no_result CHECK (output->'result' IS NULL)`,
  );
  const { id } = await engine.submit(world.task('give'));
  await expect(engine.tasks.wait(id)).rejects.toMatchObject({
    code: 'INVALID_OUTPUT',
    message: expect.stringContaining('no_result') as string,
    taskId: id,
  });
  expect((await engine.tasks.get(id)).attempts).toHaveLength(1);
});

it.each([
  {
    title: 'a NUL character in a field',
    task: { value: ['a', { b: '\0' }] },
    options: {},
    place: 'field value[1].b',
  },
  {
    title: 'half a pair in a key of a field',
    task: { value: { [HALF]: 1 } },
    options: {},
    place: 'field value["\\ud83d"]',
  },
  { title: 'half a pair in its id', task: { id: HALF }, options: {}, place: 'field id' },
  {
    title: 'a NUL character in its metadata',
    task: { metadata: { a: '\0' } },
    options: {},
    place: 'field metadata.a',
  },
  {
    title: 'a NUL character in a key',
    task: {},
    options: { idempotencyKey: '\0' },
    place: 'option idempotencyKey',
  },
  {
    title: 'half a pair in a key',
    task: {},
    options: { concurrencyKey: HALF },
    place: 'option concurrencyKey',
  },
  {
    title: 'half a pair in the key of a limit',
    task: {},
    options: { concurrency: { key: HALF, limit: 1 } },
    place: 'option concurrency.key',
  },
])('refuses a task with $title, and says where', async ({ task, options, place }) => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  await expect(engine.submit(world.task('echo', task), options)).rejects.toMatchObject({
    code: 'INVALID_TASK',
    message: expect.stringContaining(place) as string,
  });
});

it('refuses a flow with an unpaired surrogate in its id', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const flow = { id: HALF, tasks: { only: { task: world.task('echo') } } };
  await expect(engine.flows.submit(flow)).rejects.toMatchObject({ code: 'INVALID_TASK' });
});

it('accepts a reason with unpaired surrogates or NUL', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const { id } = await engine.submit(world.task('echo'), { delay: 60_000 });
  await engine.tasks.cancel(id, { reason: `${HALF} and \0` });
  await expect(engine.tasks.wait(id)).rejects.toMatchObject({
    code: 'TASK_CANCELLED',
    message: expect.stringContaining('\ufffd and \ufffd') as string,
  });
});
