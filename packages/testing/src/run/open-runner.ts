import { fileURLToPath } from 'node:url';
import {
  type AnyServiceDefinition,
  loadPlugins,
  type Plugin,
  type ProjectConfigInput,
  type Secret,
  TaskError,
  TaskExecutor,
  type TaskRunner,
} from '@poppobuilder/core';
import { placeSecrets } from './place-secrets.ts';

/** A plugin, or where its module is: a URL, a path or the name of a package. */
export type PluginUnderTest = Plugin | URL | string;

/** What a runner for one task is made of. */
export interface RunnerOptions {
  readonly plugin: PluginUnderTest;
  readonly projectPath: string;
  readonly homeFolder: string;
  readonly services: readonly AnyServiceDefinition[];
  readonly config: ProjectConfigInput;
  readonly secrets: Readonly<Record<string, Secret>>;
  readonly isolation: 'process' | 'sandbox' | undefined;
}

/** A runner, and what its secrets left in the project. */
export interface OpenRunner {
  readonly runner: TaskRunner;
  close(): Promise<void>;
}

/** Milliseconds between asking a task to stop and killing what is left of it. */
const GRACE = 1_000;

/** Opens a runner with one plugin: an executor, or a pool with isolation. */
export async function openRunner(options: RunnerOptions): Promise<OpenRunner> {
  return options.isolation === undefined ? openExecutor(options) : openPool(options, options.isolation);
}

async function openExecutor({ plugin, services, ...options }: RunnerOptions): Promise<OpenRunner> {
  const { projectPath, homeFolder, secrets, config: projectConfig } = options;
  const plugins = await loadPlugins([isLocation(plugin) ? locationOf(plugin) : plugin]);
  const { sections } = new TaskExecutor({ plugins, services });
  const placed = await placeSecrets(projectPath, secrets, sections);
  const { environment } = placed;
  const runner = new TaskExecutor({
    plugins,
    services,
    projectConfig,
    environment,
    homeFolder,
    grace: GRACE,
  });
  return closing(runner, placed);
}

async function openPool(
  { plugin, services, ...options }: RunnerOptions,
  isolation: 'process' | 'sandbox',
): Promise<OpenRunner> {
  const { projectPath, homeFolder, secrets, config: projectConfig } = options;
  if (!isLocation(plugin)) {
    throw invalid(
      'plugin',
      'with "isolation" it must be the URL or the path of a module, because functions cannot be sent to a worker',
    );
  }
  if (services.length > 0) {
    throw invalid(
      'services',
      'with "isolation" there can be none, because functions cannot be sent to a worker',
    );
  }
  const { WorkerPool } = await import('@poppobuilder/worker-pool');
  const settings = {
    plugins: [locationOf(plugin)],
    projectConfig,
    homeFolder,
    isolation,
    grace: GRACE,
    maxWorkers: 1,
  };
  const described = Object.keys(secrets).length === 0 ? [] : await describe(new WorkerPool(settings));
  const placed = await placeSecrets(
    projectPath,
    secrets,
    described.flatMap(({ sections }) => sections),
  );
  return closing(new WorkerPool({ ...settings, environment: placed.environment }), placed);
}

/** Closes a pool when its plugins are described. */
async function describe<T>(pool: { describePlugins(): Promise<T>; close(): Promise<void> }): Promise<T> {
  try {
    return await pool.describePlugins();
  } finally {
    await pool.close();
  }
}

const closing = (runner: TaskRunner, placed: { remove(): Promise<void> }): OpenRunner => ({
  runner,
  async close() {
    await runner.close();
    await placed.remove();
  },
});

const isLocation = (plugin: PluginUnderTest): plugin is URL | string =>
  typeof plugin === 'string' || plugin instanceof URL;

/** Returns where a plugin's module is, as `loadPlugins()` takes it. */
export const locationOf = (plugin: URL | string): string =>
  String(plugin).startsWith('file:') ? fileURLToPath(plugin) : String(plugin);

const invalid = (name: string, problem: string): TaskError =>
  new TaskError({
    code: 'INVALID_CONFIG',
    message: `The option "${name}" of runTask() is not valid: ${problem}.`,
  });
