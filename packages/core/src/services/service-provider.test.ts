import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConfigSection } from '../configuration/config-section.ts';
import { TaskExecutor } from '../execution/task-executor.ts';
import { definePlugin, type Plugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler, type TaskHandler } from '../plugin/task-handler.ts';
import { defineService, type ServiceOptions } from './define-service.ts';
import { createServiceToken, type ServiceToken, type ServiceTokens } from './service-token.ts';

const storeConfig = defineConfigSection({
  name: 'store',
  schema: z.strictObject({
    provider: z.string().default('files'),
    byType: z.record(z.string(), z.string()).default({}),
  }),
  secrets: [{ name: 'store', sources: [{ from: 'variable', name: 'STORE_KEY' }] }],
});
const cloudConfig = defineConfigSection({
  name: 'cloud',
  schema: z.strictObject({ region: z.string().optional() }),
  secrets: [{ name: 'store/cloud', sources: [{ from: 'variable', name: 'CLOUD_KEY' }] }],
});

interface Thing {
  readonly name: string;
}

const Store: ServiceToken<Thing> = createServiceToken<Thing>({
  id: '@acme/store/Store',
  scope: 'task',
  choose: ({ taskType, section }) => {
    const { provider, byType } = section(storeConfig);
    return byType[taskType] ?? provider;
  },
  defaultFactory: (token) =>
    defineService({
      token,
      provider: 'files',
      secrets: ['store'],
      configuration: [storeConfig],
      create: (_, { secrets }) => ({ name: `files ${Object.keys(secrets).join()}` }),
    }),
});

const cloud = (more: Partial<ServiceOptions<Thing, ServiceTokens>> = {}): Plugin =>
  definePlugin({
    name: '@acme/cloud',
    apiVersion: 1,
    services: [
      defineService<Thing, ServiceTokens>({
        token: Store,
        provider: 'cloud',
        secrets: ['store/cloud'],
        configuration: [cloudConfig],
        create: (_, { secrets }) => ({ name: `cloud ${Object.keys(secrets).join()}` }),
        ...more,
      }),
    ],
  });

const handler = (type: string, secrets: readonly string[] = ['store']): TaskHandler =>
  defineTaskHandler({
    type,
    description: 'Names the store.',
    input: z.strictObject({}),
    output: z.looseObject({}),
    permissions: { secrets },
    services: { store: Store },
    handle: (_task, { taskType }, { store }) =>
      Promise.resolve({ success: true, taskType, name: store.name }),
  });

const tasks = definePlugin({
  name: 'tasks',
  apiVersion: 1,
  handlers: [handler('save'), handler('load'), handler('peek', ['store/cloud'])],
});

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'providers-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(
  fields: { readonly type: string; readonly projectConfig?: Record<string, object> },
  plugins: readonly Plugin[] = [tasks, cloud()],
): Promise<unknown> {
  const environment = { STORE_KEY: 'files-key', CLOUD_KEY: 'cloud-key' };
  await using executor = new TaskExecutor({ plugins, homeFolder: join(folder, 'home'), environment });
  const task = { id: 'one', projectId: 'project', projectPath: folder, ...fields };
  const { success: _, ...result } = await executor.execute(task);
  return result;
}

describe('a service with providers', () => {
  it('is the default provider unless the configuration chooses another, also by task type', async () => {
    expect(await run({ type: 'save' })).toEqual({ taskType: 'save', name: 'files store' });
    const projectConfig = { store: { provider: 'cloud', byType: { load: 'files' } } };
    expect(await run({ type: 'save', projectConfig })).toMatchObject({ name: 'cloud store/cloud' });
    expect(await run({ type: 'load', projectConfig })).toMatchObject({ name: 'files store' });
  });

  it('needs the permission for the secrets of the chosen provider alone', async () => {
    const projectConfig = { store: { provider: 'cloud' } };
    expect(await run({ type: 'peek', projectConfig })).toMatchObject({ name: 'cloud store/cloud' });
    await expect(run({ type: 'peek' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const denied = { ...projectConfig, permissions: { secrets: [] } };
    await expect(run({ type: 'save', projectConfig: denied })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  it('whose chosen provider nobody brings rejects the task before it starts, and suggests one', async () => {
    const projectConfig = { store: { provider: 'clout' } };
    await expect(run({ type: 'save', projectConfig })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message:
        'The configuration chooses "clout" as the provider of Store, and no plugin has it; there are "files", "cloud".',
      hint: 'Did you mean "cloud"?',
    });
    await expect(run({ type: 'save', projectConfig }, [tasks])).rejects.toMatchObject({
      hint: 'Install the plugin that has this provider, or choose another one.',
    });
  });

  it.each([
    {
      title: 'the name of the default',
      plugins: [cloud({ provider: 'files' })],
      message: /name of its default/,
    },
    {
      title: 'a name twice',
      plugins: [cloud(), { ...cloud(), name: '@acme/other' }],
      message: /"cloud" of service @acme\/store\/Store is defined twice, by @acme\/cloud and @acme\/other/,
    },
    {
      title: 'a service without providers',
      plugins: [cloud({ token: createServiceToken<Thing>({ id: '@acme/store/Plain', scope: 'task' }) })],
      message: /which has no providers/,
    },
    {
      title: 'the service in place of its default',
      plugins: [cloud({ provider: undefined })],
      message: /has a default that only the composing app may replace/,
    },
  ])('rejects a plugin that provides $title', async ({ plugins, message }) => {
    await expect(run({ type: 'save' }, [tasks, ...plugins])).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringMatching(message) as string,
    });
  });

  it('lives as long as a task, because the task chooses', () => {
    const create = (): unknown =>
      createServiceToken({ id: '@acme/Wide', scope: 'project', choose: () => 'any' });
    expect(create).toThrow(/choose: is for services with the scope "task" only/);
  });
});
