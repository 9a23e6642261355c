import { once } from 'node:events';
import { z } from 'zod';
import { CommandRunner } from '../command/command-runner.ts';
import { TaskError } from '../errors/task-error.ts';
import { definePlugin, type Plugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler } from '../plugin/task-handler.ts';

const anything = z.looseObject({});

const echo = defineTaskHandler({
  type: 'contract-echo',
  description: 'Gives back its value and what it knows about its place.',
  input: z.strictObject({ value: z.json(), upperCase: z.boolean().default(false) }),
  output: z.object({
    value: z.json(),
    projectId: z.string(),
    workingDirectory: z.string(),
    taskId: z.string(),
    attempt: z.number(),
    isLastAttempt: z.boolean(),
    mayDefer: z.boolean(),
    costLimit: z.unknown(),
    approval: z.unknown(),
    environment: z.record(z.string(), z.string()),
  }),
  async handle(task, context) {
    const value = task.upperCase ? JSON.stringify(task.value).toUpperCase() : task.value;
    const { projectId, workingDirectory, taskId, attempt, isLastAttempt, mayDefer, environment } = context;
    const { costLimit, approval } = context;
    return {
      success: true,
      value,
      projectId,
      workingDirectory,
      taskId,
      attempt,
      isLastAttempt,
      mayDefer,
      costLimit: costLimit ?? null,
      approval: approval ?? null,
      environment,
    };
  },
});

const fail = defineTaskHandler({
  type: 'contract-fail',
  description: 'Fails in the way it is asked to.',
  input: z.strictObject({
    how: z.enum(['error', 'task-error', 'string', 'undefined', 'success-false', 'no-success', 'bad-output']),
  }),
  output: z.strictObject({ count: z.number() }),
  async handle({ how }) {
    const failures = {
      error: () => {
        throw new Error('the reason', { cause: new RangeError('what caused it') });
      },
      'task-error': () => {
        throw new TaskError({
          code: '@acme/plugin/OWN_CODE',
          message: 'An own failure.',
          hint: 'A hint.',
          retryable: true,
        });
      },
      string: () => throwAnything('only text'),
      undefined: () => throwAnything(undefined),
      'success-false': () => ({ success: false, why: 'it did not work' }),
      'no-success': () => ({ count: 1 }),
      'bad-output': () => ({ success: true, count: 'one' }),
    };
    return failures[how]() as never;
  },
});

/** What a careless handler does. */
function throwAnything(thrown: unknown): never {
  throw thrown;
}

const unserialisable = defineTaskHandler({
  type: 'contract-unserialisable',
  description: 'Returns something that JSON cannot hold.',
  input: z.strictObject({ what: z.enum(['function', 'bigint', 'cycle', 'map', 'nan']) }),
  output: anything,
  async handle({ what }) {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const values = { function: () => 1, bigint: 1n, cycle, map: new Map([[1, 2]]), nan: Number.NaN };
    return { success: true, value: values[what] };
  },
});

const wait = defineTaskHandler({
  type: 'contract-wait',
  description: 'Reports that it waits, and waits until it is stopped.',
  input: z.strictObject({ deaf: z.boolean().default(false) }),
  output: anything,
  async handle({ deaf }, { progress, signal }) {
    progress('waiting', 'waits until it is stopped', { deaf });
    if (deaf) await new Promise<never>(() => undefined);
    if (!signal.aborted) await once(signal, 'abort');
    throw signal.reason;
  },
});

const talk = defineTaskHandler({
  type: 'contract-talk',
  description: 'Logs and reports progress in a known order.',
  input: z.strictObject({ times: z.int() }),
  output: anything,
  async handle({ times }, { logger, progress }) {
    for (let number = 0; number < times; number += 1) {
      logger.info({ number }, `line ${number}`);
      progress('counting', `step ${number}`, { number });
    }
    return { success: true };
  },
});

const command = defineTaskHandler({
  type: 'contract-command',
  description: 'Runs a shell line.',
  input: z.strictObject({ line: z.string() }),
  output: anything,
  permissions: { commands: true, files: 'project' },
  services: { commands: CommandRunner },
  async handle({ line }, context, { commands }) {
    context.progress('execute', 'runs the line');
    const { stdout } = await commands.run(line, [], { shell: true });
    return { success: true, stdout };
  },
});

const forbidden = defineTaskHandler({
  type: 'contract-forbidden',
  description: 'Runs a command without having declared it.',
  input: z.strictObject({}),
  output: anything,
  services: { commands: CommandRunner },
  async handle(_task, _context, { commands }) {
    await commands.run('true');
    return { success: true };
  },
});

/** Task types that the runner contract works with; a pool loads this module by its path. */
const plugin: Plugin = definePlugin({
  name: '@poppobuilder/core/runner-contract',
  apiVersion: 1,
  handlers: [echo, fail, unserialisable, wait, talk, command, forbidden],
});

export default plugin;
