import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolve as resolveModule } from 'import-meta-resolve';
import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText } from '../arguments/schemas.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { pluginInvalid } from '../services/service-registry.ts';
import { checkPlugin } from './check-plugin.ts';
import type { Plugin } from './define-plugin.ts';

/** A plugin to load: a package's name, a path (`./`, `../` or absolute), or the plugin itself. */
export type PluginSource = string | Plugin;

/** Options of {@link loadPlugins}. */
export interface LoadPluginsOptions {
  /** Folder that names and relative paths are resolved from. @defaultValue the current working directory */
  readonly from?: string | undefined;
}

const optionsSchema: z.ZodType<LoadPluginsOptions> = z.strictObject({ from: nonEmptyText.optional() });
const sourcesSchema = z.array(
  z.custom<PluginSource>(
    (source) => (typeof source === 'string' ? source !== '' : source instanceof Object),
    'expected the name or path of a package, or a plugin',
  ),
);

/**
 * Loads plugins by package name or path, and takes plugin objects as they are.
 *
 * Throws one `PLUGIN_INVALID` that tells of every plugin that did not load, with an `AggregateError` as its cause.
 */
export async function loadPlugins(
  sources: readonly PluginSource[],
  options: LoadPluginsOptions = {},
): Promise<Plugin[]> {
  const of = 'loadPlugins()';
  const parsed = parseArgument(optionsSchema, options, { of, code: 'PLUGIN_INVALID' });
  const given = parseArgument(sourcesSchema, sources, { of, name: 'sources', code: 'PLUGIN_INVALID' });
  const from = resolvePath(parsed.from ?? process.cwd());
  return settle(given.map((source) => load(source, from)));
}

/** A plugin that was found already. */
export interface LocatedPlugin {
  /** What its user calls it; messages do too. */
  readonly source: string;
  /** Address of its module. */
  readonly url: string;
}

/** Loads plugins that {@link locatePlugin} has found. Throws as {@link loadPlugins} does. */
export async function loadLocatedPlugins(plugins: readonly LocatedPlugin[]): Promise<Plugin[]> {
  return settle(plugins.map(({ source, url }) => loadModule(source, () => url)));
}

async function settle(loading: readonly Promise<Plugin>[]): Promise<Plugin[]> {
  const outcomes = await Promise.allSettled(loading);
  const errors = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as Error] : [],
  );
  if (errors.length > 0) {
    throw pluginInvalid(
      errors.map((error) => error.message),
      new AggregateError(errors, 'plugins did not load'),
    );
  }
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
}

async function load(source: PluginSource, from: string): Promise<Plugin> {
  if (typeof source !== 'string') return checkPlugin(source, 'a plugin given as an object');
  return loadModule(source, () => locatePlugin(source, from));
}

async function loadModule(source: string, locate: () => string): Promise<Plugin> {
  const shown = JSON.stringify(source);
  let module: { default?: unknown };
  try {
    module = (await import(locate())) as { default?: unknown };
  } catch (cause) {
    throw new Error(`${shown} did not load: ${reasonOf(cause).split('\n', 1)[0]}`, { cause });
  }
  return checkPlugin(defaultExport(module), shown);
}

/** A CommonJS module that was compiled from ESM is the default of what Node imports, and its own default lies below. */
function defaultExport({ default: found }: { default?: unknown }): unknown {
  const isCompiled = typeof found === 'object' && found !== null && '__esModule' in found;
  return isCompiled ? (found as { default?: unknown }).default : found;
}

/**
 * The address of a plugin's module, found as Node finds what a module in `from` imports. Nothing of it is run.
 *
 * Throws what keeps it from being found.
 */
export function locatePlugin(source: string, from: string): string {
  if (source.startsWith('file:')) return source;
  if (!source.startsWith('.') && !isAbsolute(source)) return resolveModule(source, fileUrl(from));
  const path = resolvePath(from, source);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return pathToFileURL(path).href;
  const manifest = join(path, 'package.json');
  if (!existsSync(manifest)) throw new Error(`the folder ${path} has no package.json`);
  const { name, exports, main } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
  if (exports !== undefined && typeof name === 'string') return resolveModule(name, fileUrl(path));
  return pathToFileURL(join(path, typeof main === 'string' ? main : 'index.js')).href;
}

/** A module that would lie in a folder, as the place that imports. */
const fileUrl = (folder: string): string => pathToFileURL(join(folder, 'noop.js')).href;
