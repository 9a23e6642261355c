import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineTaskHandler, definePlugin } from '@poppobuilder/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { changedTask, endlessValues, hostileValue } from './arbitraries.ts';
import { ObservedExecutor } from './observed-executor.ts';
import { parameters, TIME_LIMIT } from './settings.ts';

const plugin = definePlugin({
  name: 'echo',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'echo',
      description: 'Gives back its input.',
      input: z.strictObject({
        text: z.string(),
        count: z.int().optional(),
        options: z.looseObject({}).optional(),
      }),
      output: z.looseObject({}),
      handle: ({ text, count, options }) => Promise.resolve({ success: true, text, count, options }),
    }),
  ],
});

describe('any value as a task', () => {
  let root: string;
  let observed: ObservedExecutor;
  let valid: Readonly<Record<string, unknown>>;
  let before: readonly string[];
  const prototypes = [Object.prototype, Array.prototype, Function.prototype];
  const builtIn = prototypes.map((prototype) => Reflect.ownKeys(prototype));

  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-hostile-')));
    const projectPath = join(root, 'project');
    mkdirSync(projectPath);
    const homeFolder = join(root, 'home');
    observed = new ObservedExecutor({ plugins: [plugin], homeFolder, allowedRoots: [root] });
    observed.executor.registerTaskHandler('loose', (task) => Promise.resolve({ success: true, ...task }));
    valid = { id: 'task', type: 'echo', projectId: 'project', projectPath, text: 'hello' };
    before = readdirSync(root, { recursive: true, encoding: 'utf8' });
  });

  afterAll(async () => {
    await observed[Symbol.asyncDispose]();
    rmSync(root, { recursive: true });
  });

  test(
    'execute() settles with a result or a known error, and one terminal event',
    async () => {
      const task = fc.oneof(
        { weight: 1, arbitrary: hostileValue },
        {
          weight: 3,
          arbitrary: fc.constantFrom('echo', 'loose').chain((type) => changedTask({ ...valid, type })),
        },
      );
      await fc.assert(
        fc.asyncProperty(task, async (make) => {
          await expect(observed.run(make())).resolves.toBeDefined();
        }),
        parameters,
      );
    },
    TIME_LIMIT,
  );

  test.each(endlessValues)('%s cause an error', async (_name, options) => {
    expect(await observed.run({ ...valid, options })).toMatchObject({ error: { code: 'INVALID_TASK' } });
  });

  test('the next task runs as if nothing had happened', async () => {
    expect(await observed.run(valid)).toEqual({ result: { success: true, text: 'hello' } });
    expect(observed.executor.getMetrics().currentTasks).toEqual([]);
  });

  test('nothing is written outside the project, and no prototype is changed', () => {
    const written = readdirSync(root, { recursive: true, encoding: 'utf8' });
    expect(written.filter((path) => !path.startsWith(join('project', '.poppo')))).toEqual(before);
    expect(prototypes.map((prototype) => Reflect.ownKeys(prototype))).toEqual(builtIn);
  });
});
