import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TaskExecutor } from '../execution/task-executor.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler } from '../plugin/task-handler.ts';
import { defineTrigger, type TriggerOptions } from './define-trigger.ts';
import type { TriggerEvent } from './trigger-event.ts';
import type { TriggerResult } from './trigger-result.ts';

const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-trigger-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configuration = z.object({ label: z.string().default('poppo') });

const options = {
  type: 'tickets',
  description: 'Works on tickets.',
  configuration,
  async handle(event, context): Promise<TriggerResult> {
    const task = { type: 'echo', kind: event.kind, label: context.configuration.label };
    return { tasks: [{ task }] };
  },
} satisfies TriggerOptions<typeof configuration, Record<never, never>>;

const EVENT: TriggerEvent = { kind: 'webhook', headers: {}, body: { a: 1 }, deliveryId: 'one' };

async function run(trigger = defineTrigger(options), fields: object = { event: EVENT }): Promise<unknown> {
  await using executor = new TaskExecutor({
    homeFolder: folder,
    plugins: [definePlugin({ name: 'tickets', apiVersion: 1, triggers: [trigger] })],
  });
  const task = { id: 'one', type: 'trigger:tickets', projectId: 'shop', projectPath: folder, ...fields };
  return await executor.execute(task).catch((error: unknown) => error);
}

const answering = (result: unknown): ReturnType<typeof defineTrigger> =>
  defineTrigger({ ...options, handle: async () => result as TriggerResult });

describe('a trigger', () => {
  it('runs as a task that gives tasks, with the configuration of its project', async () => {
    expect(await run()).toEqual({
      success: true,
      tasks: [{ task: { type: 'echo', kind: 'webhook', label: 'poppo' } }],
      cancels: [],
    });
    const poll = { event: { kind: 'poll', cursor: { page: 2 } }, configuration: { label: 'ours' } };
    expect(await run(defineTrigger(options), poll)).toMatchObject({
      tasks: [{ task: { kind: 'poll', label: 'ours' } }],
    });
  });

  it('says why it gives no tasks, what it cancels and where the next poll continues', async () => {
    const result = {
      ignored: 'Nothing is new.',
      cursor: { at: 1 },
      cancels: [{ key: 'a', reason: 'Closed.' }],
    };
    expect(await run(answering(result))).toEqual({ success: true, tasks: [], ...result });
  });

  it.each([
    ['a mistyped configuration', { event: EVENT, configuration: { labels: 'a' } }, /configuration.*labels/],
    ['an unknown kind of event', { event: { kind: 'visit' } }, /event\.kind/],
    ['no event', {}, /event/],
  ])('rejects %s', async (_, fields, message) => {
    expect(await run(defineTrigger(options), fields)).toMatchObject({
      code: 'INVALID_TASK',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['nothing', undefined, /did not return what a trigger returns/],
    ['a result of a handler', { success: true }, /without "success"/],
    ['a task without a type', { tasks: [{ task: {} }] }, /tasks\[0\]\.task\.type/],
    ['an unknown option', { tasks: [{ task: { type: 'a' }, options: { retries: 3 } }] }, /retries/],
    ['merging without a key', { tasks: [{ task: { type: 'a' }, options: { mergeBy: 'ids' } }] }, /mergeBy/],
    ['a cancellation without a reason', { cancels: [{ key: 'a' }] }, /cancels\[0\]\.reason/],
  ])('fails when it returns %s', async (_, result, message) => {
    expect(await run(answering(result))).toMatchObject({
      code: 'INVALID_OUTPUT',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [{ type: 'a b' }, /type/],
    [{ handle: 1 }, /handle/],
    [{ configuration: z.string() }, /configuration/],
    [{ poll: { every: 1 } }, /poll\.every/],
    [
      { webhook: { route: '../x', signature: {}, deliveryId: '', project: 'x' } },
      /webhook\.route.*webhook\.signature/,
    ],
  ])('is invalid with %j', (change, message) => {
    expect(() => defineTrigger({ ...options, ...change } as never)).toThrow(message);
  });

  it('has a prefix of its own, which no handler may use', async () => {
    const handler = defineTaskHandler({
      type: 'trigger:tickets',
      description: 'Claims to be a trigger.',
      input: z.object({}),
      output: z.object({ done: z.boolean() }),
      handle: async () => ({ success: true, done: true }),
    });
    const plugin = definePlugin({ name: 'tickets', apiVersion: 1, handlers: [handler] });
    expect(() => new TaskExecutor({ homeFolder: folder, plugins: [plugin] })).toThrow(
      /use defineTrigger\(\)/,
    );
  });
});
