import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler, type TaskHandler } from '../plugin/task-handler.ts';
import { TaskExecutor } from './task-executor.ts';

function handlerWith(
  examples: readonly unknown[],
  input: z.ZodType = z.object({ word: z.string() }),
): TaskHandler {
  return defineTaskHandler({
    type: 'count',
    description: 'Counts.',
    input,
    output: z.looseObject({}),
    examples,
    handle: async () => ({ success: true }),
  });
}

const executorWith = (handler: TaskHandler): TaskExecutor =>
  new TaskExecutor({ plugins: [definePlugin({ name: 'count', apiVersion: 1, handlers: [handler] })] });

describe('examples of a handler', () => {
  it('are kept as they are, and a handler is not idempotent by itself', async () => {
    await using executor = executorWith(handlerWith([{ word: 'a' }]));
    expect(executor.handlers).toMatchObject([{ examples: [{ word: 'a' }], idempotent: false }]);
  });

  it('are typed by the input schema', () => {
    const handler = defineTaskHandler({
      type: 'count',
      description: 'Counts.',
      input: z.object({ word: z.string().default('a') }),
      output: z.looseObject({}),
      // @ts-expect-error a number is no word
      examples: [{}, { word: 1 }],
      idempotent: true,
      handle: async () => ({ success: true }),
    });
    expect(handler.idempotent).toBe(true);
  });

  it.each([
    ['a wrong value', [{ word: 'a' }, { word: 1 }], 'its examples[1] is not valid: word: expected string'],
    ['an unknown field', [{ word: 'a', wrod: 'b' }], 'wrod: is not a known field (did you mean "word"?)'],
    ['a field of every task', [{ word: 'a', timeout: 1 }], 'the field "timeout" belongs to every task'],
    ['what is no JSON', [{ word: () => 'a' }], 'its examples[0] is not valid: word'],
    ['something else than an object', ['a'], 'examples[0]: expected record'],
  ])('are rejected with %s', (_what, examples, message) => {
    expect(() => executorWith(handlerWith(examples))).toThrow(message);
  });

  it('are rejected when the schema is asynchronous', () => {
    const input = z.object({ word: z.string().refine(async () => true) });
    expect(() => executorWith(handlerWith([{ word: 'a' }], input))).toThrow('its examples[0] is not valid: ');
  });
});
