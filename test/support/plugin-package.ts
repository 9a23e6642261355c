import { mkdir, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TemporaryProject } from './temporary-project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A package to put into `node_modules`. */
export interface PluginPackageOptions {
  readonly name: string;
  /** Text of its module. It can import `@poppobuilder/core` and `zod`. */
  readonly source: string;
  /** What its package.json says under `poppobuilder.plugin`. @defaultValue '.' */
  readonly plugin?: unknown;
  /** @defaultValue './index.js' */
  readonly exports?: unknown;
}

/** Makes the folder of a temporary project a package that depends on a plugin, and installs that. */
export async function installPlugin(world: TemporaryProject, options: PluginPackageOptions): Promise<void> {
  const { name, source, plugin = '.', exports = './index.js' } = options;
  const manifest = { name, version: '1.2.3', type: 'module', exports, poppobuilder: { plugin } };
  await world.write('package.json', { dependencies: { [name]: '^1.0.0' } });
  await world.write(`node_modules/${name}/package.json`, manifest);
  await world.write(`node_modules/${name}/index.js`, source);
  await linkPackage(world, '@poppobuilder/core', 'packages/core');
  await linkPackage(world, 'zod', 'apps/cli/node_modules/zod');
}

/** Links a package of this workspace into `node_modules` of a temporary project's folder. */
export async function linkPackage(world: TemporaryProject, name: string, folder: string): Promise<void> {
  const link = join(world.folder, 'node_modules', name);
  await mkdir(dirname(link), { recursive: true });
  await symlink(await realpath(join(root, folder)), link);
}

/** Text of a module with a plugin of one task type without fields. */
export function pluginSource(type: string, handle: string): string {
  return `
    import { definePlugin, defineTaskHandler } from '@poppobuilder/core';
    import { z } from 'zod';
    export default definePlugin({
      name: 'plugin-of-${type}',
      apiVersion: 1,
      handlers: [defineTaskHandler({
        type: ${JSON.stringify(type)},
        description: 'Does what a test needs.',
        input: z.strictObject({}),
        output: z.looseObject({}),
        permissions: { files: 'read', secrets: ['github'] },
        timeout: 60_000,
        async handle(task, context) { ${handle} },
      })],
    });`;
}
