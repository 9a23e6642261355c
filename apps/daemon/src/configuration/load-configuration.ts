import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { resolveHomeFolder, TaskError } from '@poppobuilder/core';
import { isNode, placesOnPath } from '@poppobuilder/core/runner-kit';
import { checkConfiguration, type OpenPluginChecks } from './check-configuration.ts';
import { checkoutFolder } from '../checkouts/checkout-folder.ts';
import type { DaemonConfiguration } from './daemon-configuration.ts';
import type { DaemonKeys } from './daemon-schema.ts';
import type { ProjectConfiguration } from './project-configuration.ts';
import { readConfiguration } from './read-configuration.ts';

/** How a configuration is loaded. */
export interface LoadOptions {
  readonly openPlugins: OpenPluginChecks;
  /** Folder of PoppoBuilder's own data. @defaultValue that of the environment */
  readonly homeFolder?: string | undefined;
  /**
   * Whether the operator named the file. Only then may it lie in a project, which is a warning; found by looking around, it is a
   * mistake. @defaultValue false
   */
  readonly isNamed?: boolean | undefined;
}

/** A valid configuration, and what is odd about it. */
export interface LoadedConfiguration {
  readonly configuration: DaemonConfiguration;
  readonly warnings: readonly string[];
}

/**
 * Reads and checks the configuration of a file. Rejects with an `INVALID_CONFIG` that lists every mistake with its dotted path.
 */
export async function loadConfiguration(
  file: string,
  { openPlugins, homeFolder = resolveHomeFolder(), isNamed = false }: LoadOptions,
): Promise<LoadedConfiguration> {
  const value = await readConfiguration(file);
  const from = dirname(file);
  const { keys, sections, mistakes, warnings } = await checkConfiguration(value, { openPlugins, from });
  if (keys === undefined) throw invalid(file, mistakes);
  const configuration = { ...complete(keys, { from, homeFolder, sections, value }), file, from };
  const exposures = exposedTo(configuration, file);
  if (exposures.length > 0 && !isNamed) throw invalid(file, exposures, EXPOSED_HINT);
  return { configuration, warnings: [...warnings, ...exposures] };
}

const EXPOSED_HINT =
  'Move it out of the project. Or name it with --config, if you trust all that tasks may write into it.';

/** Returns a sentence for each project whose tasks can write the configuration, and so decide what the daemon runs. */
function exposedTo({ projects }: Pick<DaemonConfiguration, 'projects'>, file: string): string[] {
  const places = new Set(placesOnPath(file));
  return Object.entries(projects)
    .filter(([, { path }]) => places.has(existsSync(path) ? realpathSync(path) : path))
    .map(
      ([id, { path }]) =>
        `projects.${id}.path: ${file} lies in the project ${path}, whose tasks can change it, and with it what the daemon runs`,
    );
}

interface Surroundings {
  readonly from: string;
  readonly homeFolder: string;
  readonly sections: Readonly<Record<string, ProjectConfiguration['sections']>>;
  /** What the file exports. */
  readonly value: unknown;
}

function complete(
  keys: DaemonKeys,
  { from, homeFolder, sections, value }: Surroundings,
): Omit<DaemonConfiguration, 'file' | 'from'> {
  const { database = { folder: join(homeFolder, 'database') }, projects, slots } = keys;
  const completed = Object.entries(projects).map(([id, project]): [string, ProjectConfiguration] => {
    const { path, repository, concurrency = slots, ...rest } = project;
    return [
      id,
      {
        ...rest,
        path: path === undefined ? checkoutFolder(homeFolder, id) : resolve(from, path),
        ...(repository === undefined ? {} : { repository }),
        concurrency,
        sections: sections[id] ?? {},
        given: keysOf(value, 'projects', id),
      },
    ];
  });
  const { $schema: _, ...own } = keys;
  return {
    ...own,
    database: 'folder' in database ? { folder: resolve(from, database.folder) } : database,
    projects: Object.fromEntries(completed),
  };
}

/** Returns the names in an object within another. */
function keysOf(value: unknown, ...path: readonly string[]): string[] {
  const node = path.reduce<unknown>((outer, key) => (isNode(outer) ? outer[key] : undefined), value);
  return isNode(node) ? Object.keys(node) : [];
}

const FIX_HINT = 'Fix them, and check the file with `poppo config check`.';

/** Returns the error for a file with mistakes. */
function invalid(file: string, mistakes: readonly string[], hint: string = FIX_HINT): TaskError {
  const count = mistakes.length === 1 ? 'a mistake' : `${mistakes.length} mistakes`;
  const lines = mistakes.map((mistake) => `\n  ${mistake}`);
  return new TaskError({
    code: 'INVALID_CONFIG',
    message: `${file} has ${count}:${lines.join('')}`,
    hint,
  });
}
