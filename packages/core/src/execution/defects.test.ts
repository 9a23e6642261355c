import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CommandRunner } from '../command/command-runner.ts';
import { TaskError } from '../errors/task-error.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { defineService } from '../services/define-service.ts';
import { createServiceToken } from '../services/service-token.ts';
import type { TaskMiddleware } from './middleware.ts';
import type { TaskContext } from './task-context.ts';
import type { TaskExecutorOptions } from './executor-options.ts';
import { TaskExecutor } from './task-executor.ts';
import type { TaskEventName } from './task-events.ts';
import type { TaskResult } from './task-result.ts';

let projectPath = '';
let events: TaskEventName[] = [];
const executors: TaskExecutor[] = [];
beforeEach(() => {
  projectPath = realpathSync(mkdtempSync(join(tmpdir(), 'defects-')));
  events = [];
});
afterEach(async () => {
  await Promise.all(executors.splice(0).map((executor) => executor.close()));
  rmSync(projectPath, { recursive: true, force: true });
});

const END_EVENTS = [
  'task-rejected',
  'task-completed',
  'task-failed',
  'task-cancelled',
  'context-cleaned',
] as const;

function executorWith(
  handle: (context: TaskContext) => Promise<unknown>,
  options: TaskExecutorOptions = {},
): TaskExecutor {
  const home = { homeFolder: `${projectPath}-home`, grace: 20, concurrency: 1 };
  const executor = new TaskExecutor({ ...home, ...options });
  executor.registerTaskHandler('test', (_task, context) => handle(context) as Promise<TaskResult>);
  for (const name of END_EVENTS) executor.on(name, () => events.push(name));
  executors.push(executor);
  return executor;
}

const run = (executor: TaskExecutor, fields: Record<string, unknown> = {}): Promise<TaskResult> =>
  executor.execute({ id: 'task', type: 'test', projectId: 'project', projectPath, ...fields });

describe('an error that resists', () => {
  it.each([
    ['a getter that throws', Object.defineProperty(oneError(), 'extra', { enumerable: true, get: thrower })],
    ['a hint that cannot be read', Object.defineProperty(oneError(), 'hint', { get: thrower })],
    ['a frozen one', Object.freeze(oneError())],
    ['one behind a proxy', new Proxy(oneError(), { getOwnPropertyDescriptor: thrower, ownKeys: thrower })],
  ])('(%s) ends its task as any other does, and the next one runs', async (_kind, error) => {
    let fails = true;
    const executor = executorWith(async () => (fails ? Promise.reject(error) : { success: true }));
    const rejection: unknown = await run(executor).catch((reason: unknown) => reason);
    expect(TaskError.is(rejection)).toBe(true);
    expect(() => JSON.stringify(rejection)).not.toThrow();
    fails = false;
    await run(executor);
    expect(events).toEqual(['task-failed', 'context-cleaned', 'task-completed', 'context-cleaned']);
  });

  it('(a large buffer) is not walked through', async () => {
    const body = Buffer.alloc(20_000_000, 'x');
    const executor = executorWith(async ({ logger }) => {
      logger.info({ body }, 'received');
      throw Object.assign(new Error('It failed.'), {
        body,
        list: Array.from({ length: 1_000_000 }, () => 1),
      });
    });
    const rejection: unknown = await run(executor).catch((reason: unknown) => reason);
    expect(JSON.stringify(rejection)).toContain('[20000000 bytes]');
  });

  it('(a graph in which all refer to all) takes no time without end', async () => {
    const nodes = Array.from({ length: 40 }, () => ({ children: [] as unknown[] }));
    for (const node of nodes) node.children = nodes;
    const executor = executorWith(async ({ logger }) => {
      const error = Object.assign(new Error('rgp_secret_token'), { nodes });
      logger.error({ error }, 'it failed');
      throw error;
    });
    const rejection: unknown = await run(executor, {
      projectConfig: { registryToken: 'rgp_secret_token' },
    }).catch((reason: unknown) => reason);
    expect(JSON.stringify(rejection)).not.toContain('rgp_secret_token');
  });
});

function oneError(): TaskError {
  return new TaskError({ code: 'COMPONENT_FAILED', message: 'It failed.' });
}

function thrower(): never {
  throw new Error('do not touch');
}

describe('secrets that a task carries', () => {
  it.each([
    [
      'too many',
      Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`TOKEN_${index}`, 'x'.repeat(9)])),
    ],
    ['too long', { TOKEN: 'x'.repeat(70_000) }],
  ])('are rejected when they are %s, and the next task runs', async (_kind, metadata) => {
    const executor = executorWith(async () => ({ success: true }));
    const rejection: unknown = await run(executor, { metadata }).catch((reason: unknown) => reason);
    expect(rejection).toMatchObject({ code: 'INVALID_TASK' });
    expect(JSON.stringify(rejection)).not.toContain('xxxx');
    await run(executor);
    expect(events).toEqual(['task-rejected', 'task-completed', 'context-cleaned']);
  });

  it('are not shown to a handler that did not declare them', async () => {
    let seen: unknown;
    const executor = new TaskExecutor({
      homeFolder: `${projectPath}-home`,
      plugins: [definePlugin({ name: 'looks', apiVersion: 1, middleware: [looks] })],
    });
    async function looks(task: unknown, context: TaskContext): Promise<unknown> {
      seen = [task, context.projectConfig];
      return { success: true };
    }
    executors.push(executor);
    executor.registerTaskHandler('test', async () => ({ success: true }));
    await run(executor, { projectConfig: { registryToken: 'rgp_secret_token', language: 'de' } });
    expect(JSON.stringify(seen)).toContain('"language":"de"');
    expect(JSON.stringify(seen)).not.toContain('rgp_secret_token');
  });
});

describe('what a handler writes into its input', () => {
  it('does not show in events', async () => {
    const plugins = [
      definePlugin({
        name: 'writes',
        apiVersion: 1,
        handlers: [
          {
            type: 'writes',
            version: '1',
            description: 'Writes into its input.',
            input: z.strictObject({ options: z.looseObject({}) }),
            output: z.strictObject({}),
            permissions: {},
            services: {},
            examples: [],
            idempotent: false,
            handle: async (task) => {
              Object.assign((task as unknown as { options: object }).options, { added: 'by the handler' });
              return { success: true };
            },
          },
        ],
      }),
    ];
    const executor = executorWith(async () => ({ success: true }), { plugins });
    let shown: unknown;
    executor.on('task-completed', ({ task }) => (shown = task['options']));
    await run(executor, { type: 'writes', options: { given: 1 } });
    expect(shown).toEqual({ given: 1 });
  });
});

describe('options of execute', () => {
  it.each([[null], [{ signal: {} }], [{ attempt: 0 }], [{ attempt: 'first' }]])(
    'that are %j reject with a TaskError',
    async (options) => {
      const executor = executorWith(async () => ({ success: true }));
      const task = { id: 'task', type: 'test', projectId: 'project', projectPath };
      await expect(executor.execute(task, options as never)).rejects.toMatchObject({ code: 'INVALID_TASK' });
    },
  );
});

describe('closing', () => {
  it('waits no longer for a disposer that hangs than the grace and a kill take', async () => {
    const token = createServiceToken<object>({
      id: '@acme/hangs/Hangs',
      scope: 'project',
      component: 'hangs',
    });
    const hangs = defineService({
      token,
      create: () => ({}),
      dispose: () => new Promise<void>(() => undefined),
    });
    const executor = executorWith(
      async ({ components }) => ({ success: true, found: typeof Reflect.get(components, 'hangs') }),
      { services: [hangs] },
    );
    expect((await run(executor))['found']).toBe('object');
    await executor.close();
  });
});

describe('a project path', () => {
  it('is rejected when it leads elsewhere after the wait for a slot', async () => {
    const [roots, outside] = [join(projectPath, 'roots'), join(projectPath, 'outside')];
    for (const folder of [roots, outside]) mkdirSync(join(folder, 'project'), { recursive: true });
    const release = Promise.withResolvers<undefined>();
    const executor = executorWith(
      async () => {
        await release.promise;
        return { success: true };
      },
      { allowedRoots: [roots] },
    );
    const path = { projectPath: join(roots, 'project') };
    const first = run(executor, { ...path, id: 'first' });
    const second = run(executor, { ...path, id: 'second' });
    renameSync(join(roots, 'project'), join(roots, 'moved'));
    symlinkSync(join(outside, 'project'), join(roots, 'project'));
    release.resolve(undefined);
    await first;
    await expect(second).rejects.toMatchObject({ code: 'INVALID_PROJECT_PATH' });
  });
});

describe('a task that was stopped before its handler began', () => {
  it.each<[title: string, middleware: TaskMiddleware[]]>([
    ['while a middleware waited', [waits]],
    ['by a listener', []],
  ])('(%s) does not call it', async (_title, middleware) => {
    let called = false;
    const executor = executorWith(
      async () => {
        called = true;
        return { success: true };
      },
      { plugins: [definePlugin({ name: 'waits', apiVersion: 1, middleware })] },
    );
    executor.on('task-started', () => void executor.cancel());
    await expect(run(executor)).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
    expect(called).toBe(false);
  });

  async function waits(
    _task: unknown,
    { signal }: TaskContext,
    next: () => Promise<unknown>,
  ): Promise<unknown> {
    await new Promise((_resolve, reject) => {
      if (signal.aborted) reject(new Error('aborted'));
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
    return next();
  }
});

describe('work that outlives its task', () => {
  it('starts no process and opens no service', async () => {
    const late = Promise.withResolvers<unknown>();
    const begun = Promise.withResolvers<undefined>();
    const goOn = async (attempts: readonly (() => Promise<unknown>)[]): Promise<void> => {
      await begun.promise;
      late.resolve(await Promise.allSettled(attempts.map((attempt) => attempt())));
    };
    const plugins = [
      definePlugin({
        name: 'late',
        apiVersion: 1,
        handlers: [
          {
            type: 'late',
            version: '1',
            description: 'Goes on after its end.',
            input: z.strictObject({}),
            output: z.strictObject({}),
            permissions: { commands: true },
            services: { commands: CommandRunner },
            examples: [],
            idempotent: false,
            handle: async (_task, { components }, services) => {
              const commands = services['commands'] as CommandRunner;
              void goOn([() => commands.run('true'), async () => components.state.namespace('late')]);
              return { success: true };
            },
          },
        ],
      }),
    ];
    const executor = executorWith(async () => ({ success: true }), { plugins });
    await run(executor, { type: 'late' });
    await executor.close();
    begun.resolve(undefined);
    expect(await late.promise).toMatchObject([
      { status: 'rejected', reason: { code: 'TASK_CANCELLED' } },
      { status: 'rejected', reason: { code: 'COMPONENT_FAILED' } },
    ]);
  });

  it('is waited for, when a middleware does not wait for it', async () => {
    const forgets: TaskMiddleware = async (_task, _context, next) => {
      void next();
      return { success: true, from: 'middleware' };
    };
    const plugins = [definePlugin({ name: 'forgets', apiVersion: 1, middleware: [forgets] })];
    const reported: string[] = [];
    const executor = executorWith(
      async () => {
        await new Promise((resolve) => setImmediate(resolve));
        reported.push('handler');
        return { success: true };
      },
      { plugins },
    );
    executor.on('task-completed', () => reported.push('completed'));
    expect((await run(executor))['from']).toBe('middleware');
    expect(reported).toEqual(['handler', 'completed']);
  });

  it('that a middleware did not wait for is no unhandled rejection', async () => {
    const forgets: TaskMiddleware = async (_task, _context, next) => {
      void next();
      return { success: true, from: 'middleware' };
    };
    const plugins = [definePlugin({ name: 'forgets', apiVersion: 1, middleware: [forgets] })];
    const executor = executorWith(async () => Promise.reject(new Error('nobody waits')), { plugins });
    expect((await run(executor))['from']).toBe('middleware');
    await new Promise((resolve) => setImmediate(resolve));
  });
});
