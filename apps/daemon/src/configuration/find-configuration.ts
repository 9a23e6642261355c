import { existsSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { resolveHomeFolder, TaskError } from '@poppobuilder/core';

/** Extensions of a configuration, the first of several in one folder wins. */
const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.json'] as const;

const NAME = 'poppobuilder.config';

/** Where a configuration is looked for. */
export interface FindOptions {
  /** The file that `--config` names. */
  readonly config?: string | undefined;
  /** @defaultValue the working directory of the process */
  readonly folder?: string | undefined;
  /** @defaultValue process.env */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

/**
 * Returns the path of the configuration: the named one, else `poppobuilder.config.*` of the folder or of one above it, else
 * that in `POPPOBUILDER_HOME`. Throws `INVALID_CONFIG` when there is none.
 */
export function findConfiguration({
  config,
  folder = process.cwd(),
  environment = process.env,
}: FindOptions = {}): string {
  if (config !== undefined) return namedFile(resolve(folder, config));
  const home = resolveHomeFolder(environment);
  for (const place of [...foldersUpward(resolve(folder)), home]) {
    const found = findConfigurationIn(place);
    if (found !== undefined) return found;
  }
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `There is no ${NAME}.ts (or ${EXTENSIONS.slice(1).join(', ')}) in ${resolve(folder)}, above it, or in ${home}.`,
    hint: 'Run `poppo init` to write one, or name it with --config.',
  });
}

/** Returns the path of the configuration in a folder; undefined when there is none. */
export function findConfigurationIn(folder: string): string | undefined {
  return EXTENSIONS.map((extension) => join(folder, NAME + extension)).find((path) => existsSync(path));
}

function namedFile(path: string): string {
  if (!(statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)) {
    throw new TaskError({ code: 'INVALID_CONFIG', message: `There is no file ${path}.` });
  }
  if ((EXTENSIONS as readonly string[]).includes(extname(path))) return path;
  const message = `${path} cannot be a configuration. Its name must end with ${EXTENSIONS.join(', ')}.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}

function* foldersUpward(folder: string): Generator<string> {
  yield folder;
  const parent = dirname(folder);
  if (parent !== folder) yield* foldersUpward(parent);
}
