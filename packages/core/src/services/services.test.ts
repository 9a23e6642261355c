import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registryConfig, toolConfig } from '../configuration/fixtures/sections.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { TaskExecutorOptions } from '../execution/executor-options.ts';
import { TaskExecutor } from '../execution/task-executor.ts';
import { TaskContext } from '../execution/task-context.ts';
import type { TaskResult } from '../execution/task-result.ts';
import { ProjectLog } from '../logging/project-log.ts';
import { definePlugin, type Plugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler } from '../plugin/task-handler.ts';
import { ProjectContext } from '../project/project-context.ts';
import { defineService } from './define-service.ts';
import {
  createServiceToken,
  type ServiceScope,
  type ServiceToken,
  type ServiceTokens,
} from './service-token.ts';

let folder = '';
const executors: TaskExecutor[] = [];
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'services-')));
});
afterEach(async () => {
  await Promise.all(executors.splice(0).map((executor) => executor.close()));
  rmSync(folder, { recursive: true });
});

interface Thing {
  readonly name: string;
}

const token = (name: string, scope: ServiceScope): ServiceToken<Thing> =>
  createServiceToken<Thing>({ id: `@acme/things/${name}`, scope });

const handlerWith = (services: ServiceTokens, type = 'use'): ReturnType<typeof defineTaskHandler> =>
  defineTaskHandler({
    type,
    description: 'Uses every service it asked for.',
    input: z.strictObject({}),
    output: z.looseObject({}),
    services,
    async handle(_task, _context, resolved) {
      return { success: true, names: Object.values(resolved).map((thing) => (thing as Thing).name) };
    },
  });

function executorFor(plugins: readonly Plugin[], options: TaskExecutorOptions = {}): TaskExecutor {
  const executor = new TaskExecutor({
    plugins,
    homeFolder: join(folder, 'home'),
    environment: {},
    ...options,
  });
  executors.push(executor);
  return executor;
}

let lastId = 0;
function use(executor: TaskExecutor, fields: Record<string, unknown> = {}): Promise<TaskResult> {
  lastId += 1;
  return executor.execute({
    id: `${lastId}`,
    type: 'use',
    projectId: 'project',
    projectPath: folder,
    ...fields,
  });
}

describe('services', () => {
  it('live as long as their scope, are made on first use, and are disposed in reverse order', async () => {
    const reported: string[] = [];
    const tokens = {
      root: token('Root', 'root'),
      project: token('Project', 'project'),
      task: token('Task', 'task'),
    };
    const define = (
      name: keyof typeof tokens,
      services: ServiceTokens,
    ): ReturnType<typeof defineService<Thing>> =>
      defineService<Thing, ServiceTokens>({
        token: tokens[name],
        services,
        create: () => (reported.push(`+${name}`), { name }),
        dispose: () => void reported.push(`-${name}`),
      });
    const services = [
      define('root', {}),
      define('project', { root: tokens.root, project: ProjectContext }),
      define('task', { project: tokens.project, context: TaskContext }),
    ];
    const handlers = [handlerWith({ task: tokens.task }), handlerWith({}, 'idle')];
    const executor = executorFor([definePlugin({ name: 'things', apiVersion: 1, handlers, services })]);
    await use(executor, { type: 'idle' });
    expect(reported).toEqual([]);
    await use(executor);
    await use(executor);
    await use(executor, { projectId: 'other' });
    await executor.close();
    const [first, second, third] = ['+root +project +task -task', '+task -task', '+project +task -task'];
    expect(reported.join(' ')).toBe(`${first} ${second} ${third} -project -project -root`);
  });

  it('may be given a default by their token', async () => {
    const lazy: ServiceToken<Thing> = createServiceToken<Thing>({
      id: '@acme/things/Lazy',
      scope: 'project',
      defaultFactory: (self) => defineService({ token: self, create: () => ({ name: 'by default' }) }),
    });
    const plugin = definePlugin({ name: 'things', apiVersion: 1, handlers: [handlerWith({ lazy })] });
    expect((await use(executorFor([plugin])))['names']).toEqual(['by default']);
    const override = defineService({ token: lazy, create: () => ({ name: 'by the app' }) });
    expect((await use(executorFor([plugin], { services: [override] })))['names']).toEqual(['by the app']);
  });

  it('that cannot be made fail only the task that asks, and are tried again', async () => {
    const broken = token('Broken', 'project');
    let attempts = 0;
    const service = defineService({
      token: broken,
      create: () => {
        attempts += 1;
        if (attempts === 1) throw new Error('no such device');
        return { name: 'works' };
      },
    });
    const handlers = [handlerWith({ broken })];
    const executor = executorFor([
      definePlugin({ name: 'things', apiVersion: 1, handlers, services: [service] }),
    ]);
    await expect(use(executor)).rejects.toMatchObject({
      code: 'COMPONENT_FAILED',
      component: 'Broken',
      message: 'The service Broken could not be created: no such device.',
    });
    expect((await use(executor))['names']).toEqual(['works']);
  });

  it('are rejected when create() is asynchronous, and its rejection is handled', async () => {
    const slow = token('Slow', 'task');
    const create = (() => Promise.reject(new Error('late'))) as unknown as () => Thing;
    const services = [defineService({ token: slow, create })];
    const plugin = definePlugin({
      name: 'things',
      apiVersion: 1,
      handlers: [handlerWith({ slow })],
      services,
    });
    await expect(use(executorFor([plugin]))).rejects.toMatchObject({
      code: 'COMPONENT_FAILED',
      component: 'Slow',
    });
  });

  it('whose disposer throws or hangs change neither the result nor the next task', async () => {
    const [throwing, hanging] = [token('Throwing', 'task'), token('Hanging', 'task')];
    const services = [
      defineService({
        token: throwing,
        create: () => ({ name: 'throwing' }),
        dispose: () => Promise.reject(new Error()),
      }),
      defineService({
        token: hanging,
        create: () => ({ name: 'hanging' }),
        dispose: () => new Promise(() => undefined),
      }),
    ];
    const handlers = [handlerWith({ throwing, hanging })];
    const plugin = definePlugin({ name: 'things', apiVersion: 1, handlers, services });
    const executor = executorFor([plugin], { grace: 1, concurrency: 1 });
    expect((await use(executor))['names']).toEqual(['throwing', 'hanging']);
    expect((await use(executor))['success']).toBe(true);
  });

  it('keep the sections, and with them the secrets, of the service that they replace', async () => {
    const create = (_services: object, { secrets }: { readonly secrets: object }): Thing => ({
      name: Object.keys(secrets).join(),
    });
    const client = createServiceToken<Thing>({
      id: '@acme/things/Replaced',
      scope: 'project',
      defaultFactory: (own) =>
        defineService({ token: own, secrets: ['registry'], configuration: [registryConfig], create }),
    });
    const handler = { ...handlerWith({ client }), permissions: { secrets: ['registry'] } };
    const plugin = definePlugin({ name: 'things', apiVersion: 1, handlers: [handler] });
    const executor = executorFor([plugin], {
      environment: { REGISTRY_TOKEN: 'rgp_token' },
      services: [defineService({ token: client, secrets: ['registry'], create })],
    });
    expect((await use(executor))['names']).toEqual(['registry']);
  });

  it('get only the secrets they declare, and need the permission of the handler', async () => {
    const client = token('Client', 'project');
    const services = [
      defineService({
        token: client,
        secrets: ['registry'],
        create: (_services, { secrets }) => ({ name: Object.keys(secrets).join() }),
      }),
    ];
    const configuration = [registryConfig, toolConfig];
    const environment = { REGISTRY_TOKEN: 'rgp_token', TOOL_API_KEY: 'sk-key' };
    const denied = definePlugin({
      name: 'denied',
      apiVersion: 1,
      handlers: [handlerWith({ client })],
      services,
      configuration,
    });
    await expect(use(executorFor([denied], { environment }))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      component: 'Client',
    });
    const handler = { ...handlerWith({ client }), permissions: { secrets: ['registry'] } };
    const permitted = definePlugin({
      name: 'permitted',
      apiVersion: 1,
      handlers: [handler],
      services,
      configuration,
    });
    const executor = executorFor([permitted], { environment });
    expect((await use(executor))['names']).toEqual(['registry']);
    const projectConfig = { permissions: { secrets: [] } };
    await expect(use(executor, { projectConfig })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});

describe('projects', () => {
  it('are rejected when their ids share the variable of a secret', async () => {
    const handlers = [handlerWith({})];
    const configuration = [registryConfig];
    const plugin = definePlugin({ name: 'things', apiVersion: 1, handlers, configuration });
    const executor = executorFor([plugin], { environment: { REGISTRY_TOKEN_MY_APP: 'rgp_token' } });
    await use(executor, { projectId: 'my-app' });
    await expect(use(executor, { projectId: 'my_app' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: 'The projects my-app and my_app would both take their secret from REGISTRY_TOKEN_MY_APP.',
    });
    await use(executor, { projectId: 'my-app' });
  });
});

describe('defaults', () => {
  it('of core are not replaced by a token that has the same id', async () => {
    const fake = createServiceToken<Thing>({
      id: '@poppobuilder/core/StateStore',
      scope: 'project',
      defaultFactory: (self) => defineService({ token: self, create: () => ({ name: 'fake' }) }),
    });
    const plugin = definePlugin({ name: 'fakes', apiVersion: 1, handlers: [handlerWith({ fake })] });
    expect((await use(executorFor([plugin])))['names']).not.toEqual(['fake']);
  });

  it('are not replaced by a plugin, in whatever order the plugins come', () => {
    const lazy: ServiceToken<Thing> = createServiceToken<Thing>({
      id: '@acme/things/Lazy',
      scope: 'project',
      defaultFactory: (self) => defineService({ token: self, create: () => ({ name: 'by default' }) }),
    });
    const good = definePlugin({ name: 'good', apiVersion: 1, handlers: [handlerWith({ lazy }, 'good')] });
    const own = token('Lazy', 'project');
    const services = [defineService({ token: own, create: () => ({ name: 'evil' }) })];
    const evil = definePlugin({
      name: 'evil',
      apiVersion: 1,
      handlers: [handlerWith({ own }, 'evil')],
      services,
    });
    for (const plugins of [
      [good, evil],
      [evil, good],
    ]) {
      expect(() => executorFor(plugins)).toThrow('evil defines service @acme/things/Lazy');
    }
  });
});

describe('composition', () => {
  const plugin = (
    name: string,
    services: ReturnType<typeof defineService<Thing>>[],
    asked: ServiceTokens = {},
  ): Plugin => definePlugin({ name, apiVersion: 1, handlers: [handlerWith(asked, name)], services });
  const simple = (
    of: ServiceToken<Thing>,
    services: ServiceTokens = {},
  ): ReturnType<typeof defineService<Thing>> =>
    defineService<Thing, ServiceTokens>({ token: of, services, create: () => ({ name: 'x' }) });

  it.each<[title: string, plugins: Plugin[], parts: string[]]>([
    [
      'a service that two plugins define',
      [plugin('one', [simple(token('Same', 'root'))]), plugin('two', [simple(token('Same', 'root'))])],
      ['@acme/things/Same', 'one and two'],
    ],
    [
      'a plugin that replaces a default',
      [
        plugin('one', [
          simple(createServiceToken<Thing>({ id: '@poppobuilder/core/StateStore', scope: 'project' })),
        ]),
      ],
      ['one defines service @poppobuilder/core/StateStore', 'only the composing app may replace'],
    ],
    [
      'a cycle of services that no handler asks for',
      [
        plugin('one', [
          simple(token('C', 'task'), { d: token('D', 'task') }),
          simple(token('D', 'task'), { c: token('C', 'task') }),
        ]),
      ],
      ['C -> D -> C'],
    ],
    [
      'a type that two plugins take',
      [plugin('one', []), { ...plugin('one', []), name: 'two' }],
      ['"one"', 'taken twice, by one and two'],
    ],
    [
      'a service that nothing provides',
      [plugin('one', [], { a: token('None', 'task') })],
      ['@acme/things/None'],
    ],
    [
      'a service that needs a narrower one',
      [plugin('one', [simple(token('Wide', 'root'), { a: ProjectContext })], { a: token('Wide', 'root') })],
      ['Wide lives longer (root)', 'ProjectContext (project)'],
    ],
    [
      'services that need each other',
      [
        plugin(
          'one',
          [
            simple(token('A', 'task'), { b: token('B', 'task') }),
            simple(token('B', 'task'), { a: token('A', 'task') }),
          ],
          { a: token('A', 'task') },
        ),
      ],
      ['A -> B -> A'],
    ],
    [
      'an input field that every task has',
      [
        definePlugin({
          name: 'one',
          apiVersion: 1,
          handlers: [{ ...handlerWith({}), input: z.object({ metadata: z.string() }) }],
        }),
      ],
      ['"metadata"'],
    ],
    [
      'an input that is not made of objects',
      [
        definePlugin({
          name: 'one',
          apiVersion: 1,
          handlers: [{ ...handlerWith({}), input: z.union([z.object({}), z.any()]) }],
        }),
      ],
      ['the handler "use" of one: its input must be an object with known fields, not any'],
    ],
    ['a plugin that is given twice', [plugin('one', []), plugin('one', [])], ['one is given twice']],
    [
      'an output with the field that every result has',
      [
        definePlugin({
          name: 'one',
          apiVersion: 1,
          handlers: [{ ...handlerWith({}), output: z.object({ success: z.literal(true) }) }],
        }),
      ],
      ['its output has the field "success"'],
    ],
    [
      'another api version',
      [{ ...plugin('one', []), apiVersion: 2 as 1 }],
      ['plugins[0] was made for apiVersion 2', 'supports apiVersion 1; update PoppoBuilder'],
    ],
    [
      'something that is no plugin',
      [{ name: 'one' } as Plugin, null as unknown as Plugin],
      ['plugins[0]', 'plugins[1]'],
    ],
  ])('rejects %s', (_title, plugins, parts) => {
    const compose = (): TaskExecutor => executorFor(plugins);
    expect(compose).toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }) as Error);
    for (const part of parts) expect(compose).toThrow(part);
  });

  it('rejects invalid options together, each by name', () => {
    const wrong = { timeout: -1, concurrency: 0, grace: 1.5, workerId: '', homeFolder: 'relative' };
    const compose = (): TaskExecutor =>
      new TaskExecutor({ ...wrong, allowedRoots: ['relative'], timout: 1 } as TaskExecutorOptions);
    for (const name of [...Object.keys(wrong), 'allowedRoots[0]', 'timout'])
      expect(compose).toThrow(`${name}:`);
  });

  it('lets an app take the log lines, whatever it throws', async () => {
    const lines: string[] = [];
    const log = defineService({
      token: ProjectLog,
      create: () => ({
        write: (_level, message) => {
          lines.push(message);
          throw new Error('the disk is full');
        },
      }),
    });
    const executor = executorFor([], { services: [log] });
    executor.registerTaskHandler('use', async (_task, context) => {
      context.logger.info('one');
      context.components.logger.warn({ a: 1 }, 'two');
      return { success: true };
    });
    await use(executor);
    expect(lines).toEqual(['one', 'two']);
  });
});
