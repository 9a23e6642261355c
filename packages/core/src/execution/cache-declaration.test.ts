import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler, type TaskHandler } from '../plugin/task-handler.ts';
import type { Task } from '../task/task.ts';
import { TaskExecutor } from './task-executor.ts';

const input = z.strictObject({
  step: z.int().default(1),
  names: z
    .array(z.string())
    .transform((names) => new Set(names))
    .optional(),
});

function handler(cache: unknown): TaskHandler {
  return defineTaskHandler({
    type: 'step',
    version: '3',
    description: 'Takes a step.',
    input,
    output: z.looseObject({}),
    cache: cache as TaskHandler['cache'],
    handle: async () => ({ success: true }),
  });
}

function executorWith(cache: unknown): TaskExecutor {
  const plugin = definePlugin({ name: 'steps', apiVersion: 1, handlers: [handler(cache)] });
  return new TaskExecutor({ plugins: [plugin], homeFolder: tmpdir() });
}

const task = (fields: object = {}): Task => {
  return { id: '1', type: 'step', projectId: 'demo', projectPath: tmpdir(), ...fields };
};

const declared = { files: ['src'], environment: ['LEVEL'] };

describe('what the result of a task depends on', () => {
  it('is what the handler declares, and the input with defaults', () => {
    expect(executorWith(declared).declareCache(task({ metadata: { a: 1 } }))).toEqual({
      ...declared,
      input: { step: 1 },
      handler: expect.objectContaining({ type: 'step', version: '3', plugin: 'steps' }),
      sections: [],
    });
  });

  it('can be declared for each task', () => {
    const executor = executorWith(({ step }: { step: number }) => (step > 1 ? declared : undefined));
    expect(executor.declareCache(task())).toBeUndefined();
    expect(executor.declareCache(task({ step: 2 }))).toMatchObject({ ...declared, input: { step: 2 } });
  });

  it('is nothing when the handler declares nothing', () => {
    expect(executorWith(undefined).declareCache(task())).toBeUndefined();
  });

  it('has the input as it was given when its schema makes what JSON cannot hold', () => {
    const names = ['a', 'a'];
    expect(executorWith(declared).declareCache(task({ names }))?.input).toEqual({ names });
  });

  it('is rejected for an invalid task and an unknown type, and when the function of the handler fails', () => {
    const failing = executorWith(() => {
      throw new Error('no');
    });
    expect(() => failing.declareCache(task({ step: 'x' }))).toThrow(
      expect.objectContaining({ code: 'INVALID_TASK' }),
    );
    expect(() => failing.declareCache(task({ type: 'other' }))).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_TASK_TYPE' }),
    );
    expect(() => failing.declareCache(task())).toThrow(
      expect.objectContaining({
        code: 'PLUGIN_INVALID',
        message: 'The function "cache" of the handler "step" failed: no.',
      }),
    );
  });

  it.each([
    ['true', true],
    ['no lists', { files: 'src', environment: [] }],
    ['half of it', { files: [] }],
  ])('makes a plugin invalid that declares %s', (_title, cache) => {
    expect(() => executorWith(cache)).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
  });
});
