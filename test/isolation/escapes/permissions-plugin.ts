import {
  CommandRunner,
  createServiceToken,
  definePlugin,
  defineService,
  defineTaskHandler,
  type Plugin,
  type ServiceToken,
  type TaskHandler,
} from '@poppobuilder/core';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { z } from 'zod';

/** Where the body of this module ran, and what it could have taken there. */
const LOADED = {
  pid: process.pid,
  permissions: ['fs.read', 'fs.write', 'child', 'worker'].filter((name) => process.permission?.has(name)),
  environment: Object.keys(process.env),
};
Object.assign(globalThis, { pluginOfPermissionsWasLoaded: true });

const Client: ServiceToken<object> = createServiceToken<object>({
  id: '@poppobuilder/test/Client',
  scope: 'task',
});

const load = createRequire(import.meta.url);

/** What is tried without a permission; each throws. */
const ACTIONS: Readonly<Record<string, (projectPath: string) => unknown>> = {
  'reads a file': (path) => load('node:fs').readFileSync(`${path}/file.txt`),
  'writes a file': (path) => load('node:fs').writeFileSync(`${path}/made.txt`, ''),
  'starts a process': () => load('node:child_process').spawnSync('true'),
  'starts a thread': () => new (load('node:worker_threads').Worker)('', { eval: true }),
  'loads an addon': () => process.dlopen({ exports: {} }, '/usr/lib/none.node'),
};

const common = { description: JSON.stringify(LOADED), output: z.looseObject({}) };

const handlers: TaskHandler[] = [
  defineTaskHandler({
    ...common,
    type: 'try',
    input: z.strictObject({ action: z.string() }),
    async handle({ action }, { projectPath }) {
      try {
        ACTIONS[action]?.(projectPath);
        return { success: true, code: 'it worked' };
      } catch (error) {
        return { success: true, code: (error as NodeJS.ErrnoException).code };
      }
    },
  }),
  defineTaskHandler({
    ...common,
    type: 'use-commands',
    input: z.strictObject({}),
    services: { commands: CommandRunner },
    async handle(_task, _context, { commands }) {
      await commands.run('true');
      return { success: true };
    },
  }),
  defineTaskHandler({
    ...common,
    type: 'declare-commands',
    input: z.strictObject({}),
    permissions: { commands: true, files: 'project', network: true, secrets: ['declared'] },
    services: { commands: CommandRunner },
    async handle(_task, { credentials }, { commands }) {
      await commands.run('true');
      return { success: true, names: Object.keys(credentials) };
    },
  }),
  defineTaskHandler({
    ...common,
    type: 'use-client',
    input: z.strictObject({}),
    services: { client: Client },
    async handle(_task, _context, { client }) {
      return { success: true, client: typeof client };
    },
  }),
  defineTaskHandler({
    ...common,
    type: 'show-credentials',
    input: z.strictObject({}),
    permissions: { secrets: ['declared'] },
    async handle(_task, { credentials }) {
      return { success: true, names: Object.keys(credentials) };
    },
  }),
  defineTaskHandler({
    ...common,
    type: 'wait-with-secret',
    input: z.strictObject({}),
    permissions: { secrets: ['declared'] },
    async handle(_task, { signal, progress }) {
      progress('waiting', String(process.pid));
      if (!signal.aborted) await once(signal, 'abort');
      throw signal.reason;
    },
  }),
];

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/test/permissions',
  apiVersion: 1,
  handlers,
  services: [defineService({ token: Client, secrets: ['github'], create: () => ({}) })],
});

export default plugin;
