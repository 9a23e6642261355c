import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createServiceToken,
  definePlugin,
  defineService,
  defineTaskHandler,
  TaskError,
  type TaskContext,
  type TaskEventName,
  type TaskMiddleware,
} from '@poppobuilder/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { hostileValue, type Maker } from './arbitraries.ts';
import { ObservedExecutor } from './observed-executor.ts';
import { parameters, TIME_LIMIT } from './settings.ts';

/** A way to misbehave, with what it misbehaves with. */
type Act = (make: Maker) => unknown;

const throwTaskError: Act = () => {
  throw new TaskError({ code: 'RATE_LIMITED', message: 'A task error from elsewhere.' });
};
const ACTS: Readonly<Record<string, Act>> = {
  'returns it': (make) => make(),
  'resolves with it': async (make) => make(),
  'returns it as output': (make) => ({ success: true, it: make() }),
  'returns it as a failure': (make) => ({ success: false, it: make() }),
  'throws it': (make) => {
    throw make();
  },
  'rejects with it': async (make) => {
    throw make();
  },
  'throws a TaskError': throwTaskError,
  'rejects with a TaskError': async (make) => throwTaskError(make),
  'throws an error that it caused': (make) => {
    throw new Error('It failed.', { cause: make() });
  },
};
const act = fc.constantFrom(...Object.keys(ACTS));
const well = fc.constant('well');

const cases = fc.record({
  make: hostileValue,
  handler: fc.oneof(well, act),
  reports: fc.constantFrom('nothing', 'progress', 'log'),
  middleware: fc.oneof(well, act, fc.constantFrom('before', 'after', 'never calls next')),
  listener: fc.oneof(well, act),
  event: fc.constantFrom<TaskEventName>(
    'task-started',
    'task-completed',
    'task-failed',
    'context-cleaned',
    'log',
  ),
  create: fc.oneof(well, act),
  dispose: fc.oneof(well, act),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const Gadget = createServiceToken<object>({ id: '@test/hostile/Gadget', scope: 'task' });

describe('any behaviour of a handler, a middleware, a listener or a service', () => {
  let root: string;
  let task: Readonly<Record<string, unknown>>;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-hostile-')));
    mkdirSync(join(root, 'project'));
    task = { id: 'task', type: 'misbehave', projectId: 'project', projectPath: join(root, 'project') };
    vi.spyOn(process, 'emitWarning').mockReturnValue();
  });

  afterEach(() => {
    vi.restoreAllMocks();
    rmSync(root, { recursive: true });
  });

  test(
    'the task completes once, cleans up, and the next task runs',
    async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (given) => {
          await using observed = new ObservedExecutor({
            plugins: [createPlugin(given)],
            homeFolder: join(root, 'home'),
          });
          observed.executor.on(given.event, () => perform(given.listener, given.make) as void);
          observed.executor.registerTaskHandler('next', () => Promise.resolve({ success: true }));
          await observed.run(task);
          expect(observed.executor.getMetrics().currentTasks).toEqual([]);
          expect(await observed.run({ ...task, type: 'next' })).toEqual({ result: { success: true } });
        }),
        parameters,
      );
    },
    TIME_LIMIT,
  );
});

function perform(name: string, make: Maker): unknown {
  return ACTS[name]?.(make);
}

function createPlugin(given: Case): ReturnType<typeof definePlugin> {
  return definePlugin({
    name: 'misbehaving',
    apiVersion: 1,
    handlers: [
      defineTaskHandler({
        type: 'misbehave',
        description: 'Misbehaves.',
        input: z.strictObject({}),
        output: z.looseObject({}),
        services: { gadget: Gadget },
        handle(_task, context, services) {
          report(given, context);
          void services.gadget;
          return (given.handler === 'well' ? { success: true } : perform(given.handler, given.make)) as never;
        },
      }),
    ],
    services: [
      defineService({
        token: Gadget,
        create: () => (given.create === 'well' ? {} : perform(given.create, given.make)) as object,
        dispose: () => perform(given.dispose, given.make) as void,
      }),
    ],
    middleware: [createMiddleware(given)],
  });
}

function report({ reports, make }: Case, context: TaskContext): void {
  const value = make() as never;
  if (reports === 'progress') context.progress(value, value, value);
  if (reports === 'log') context.logger.info(value, value);
}

function createMiddleware({ middleware, make }: Case): TaskMiddleware {
  return async ({ type }, _context, next) => {
    if (type === 'next') return next();
    if (middleware === 'never calls next') return { success: true };
    if (middleware === 'before') throw make();
    const result = await next();
    if (middleware === 'after') throw make();
    return middleware === 'well' ? result : perform(middleware, make);
  };
}
