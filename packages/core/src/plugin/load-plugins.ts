import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { resolve as resolveModule } from 'import-meta-resolve';
import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText, type ShapeOf } from '../arguments/schemas.ts';
import { deepReasonOf } from '../errors/deep-reason-of.ts';
import { deniedBy } from '../errors/denial-hint.ts';
import { pluginInvalid } from '../services/service-registry.ts';
import { MAX_TIMEOUT } from '../timers/max-timeout.ts';
import { checkPlugin } from './check-plugin.ts';
import type { Plugin } from './define-plugin.ts';
import { assertReadableManifest, assertReadableManifests } from './readable-manifest.ts';

/** A plugin to load: a package's name, a path (`./`, `../` or absolute), or the plugin itself. */
export type PluginSource = string | Plugin;

/** Options of {@link loadPlugins}. */
export interface LoadPluginsOptions {
  /** Folder that names and relative paths are resolved from. @defaultValue the current working directory */
  readonly from?: string | undefined;
  /** Milliseconds in which each plugin must finish loading. @defaultValue 15000 */
  readonly timeout?: number | undefined;
}

/** Milliseconds in which each plugin must finish loading where nothing else is said. */
export const LOAD_TIMEOUT = 15_000;

const optionsSchema: z.ZodType<LoadPluginsOptions> = z.strictObject({
  from: nonEmptyText.optional(),
  timeout: z.int().min(1).max(MAX_TIMEOUT).optional(),
} satisfies ShapeOf<LoadPluginsOptions>);
const sourcesSchema = z.array(
  z.custom<PluginSource>(
    (source) => (typeof source === 'string' ? source !== '' : source instanceof Object),
    'expected the name or path of a package, or a plugin',
  ),
);

/**
 * Loads plugins by package name or path, one after the other, and takes plugin objects as they are.
 *
 * Throws one `PLUGIN_INVALID` that names every plugin that did not load, with an `AggregateError` as its cause. The first
 * that does not finish loading ends it.
 */
export async function loadPlugins(
  sources: readonly PluginSource[],
  options: LoadPluginsOptions = {},
): Promise<Plugin[]> {
  const of = 'loadPlugins()';
  const parsed = parseArgument(optionsSchema, options, { of, code: 'PLUGIN_INVALID' });
  const given = parseArgument(sourcesSchema, sources, { of, name: 'sources', code: 'PLUGIN_INVALID' });
  const { timeout = LOAD_TIMEOUT } = parsed;
  const from = resolvePath(parsed.from ?? process.cwd());
  return loadEach(given, (source) =>
    typeof source === 'string'
      ? loadModule(source, () => locatePlugin(source, from), timeout)
      : checkPlugin(source, 'a plugin given as an object'),
  );
}

/** A plugin that was found already. */
export interface LocatedPlugin {
  /** What its user calls it; messages do too. */
  readonly source: string;
  /** Address of its module. */
  readonly url: string;
}

/** Loads plugins that {@link locatePlugin} has found; `onLoading` is called before each. Throws as {@link loadPlugins} does. */
export async function loadLocatedPlugins(
  plugins: readonly LocatedPlugin[],
  { timeout, onLoading }: { readonly timeout: number; readonly onLoading: (source: string) => void },
): Promise<Plugin[]> {
  return loadEach(plugins, ({ source, url }) => {
    onLoading(source);
    return loadModule(source, () => url, timeout);
  });
}

/** One after the other: a module that one is still loading cannot be required by the next. */
async function loadEach<T>(
  sources: readonly T[],
  load: (source: T) => Plugin | Promise<Plugin>,
): Promise<Plugin[]> {
  const plugins: Plugin[] = [];
  const errors: Error[] = [];
  for (const source of sources) {
    try {
      plugins.push(await load(source));
    } catch (error) {
      errors.push(error as Error);
      if (error instanceof UnfinishedError) break;
    }
  }
  if (errors.length === 0) return plugins;
  throw pluginInvalid(
    errors.map((error) => error.message),
    new AggregateError(errors, 'plugins did not load'),
  );
}

async function loadModule(source: string, locate: () => string, timeout: number): Promise<Plugin> {
  const shown = JSON.stringify(source);
  let module: { default?: unknown };
  try {
    module = (await finished(import(locate()), shown, timeout)) as { default?: unknown };
  } catch (cause) {
    if (cause instanceof UnfinishedError) throw cause;
    throw new Error(`${shown} did not load: ${reasonNotLoaded(cause)}`, { cause });
  }
  return checkPlugin(defaultExport(module), shown);
}

/** Loading a plugin that never ends: no later one can be loaded with certainty. */
class UnfinishedError extends Error {}

/** The message for a plugin that does not finish in time, or never can because nothing is left to wait for. */
export const unfinished = (shown: string, timeout: number): string =>
  `${shown} is not loaded within ${timeout} ms: its module waits or works at the top level, and never finishes loading`;

async function finished<T>(loading: Promise<T>, shown: string, timeout: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const giveUp = (): void => reject(new UnfinishedError(unfinished(shown, timeout)));
  // What the module waits for keeps this process alive, or nothing does.
  const timer = setTimeout(giveUp, timeout).unref();
  process.once('beforeExit', giveUp);
  try {
    return await Promise.race([loading, promise]);
  } finally {
    clearTimeout(timer);
    process.off('beforeExit', giveUp);
  }
}

/** One line, without a full stop; what Node says of a denial names flags that no plugin can set. */
function reasonNotLoaded(cause: unknown): string {
  const denied = deniedBy(cause);
  if (denied !== undefined) {
    return `its module needs ${denied} while it loads, and plugins are loaded without permissions; move it into a handler`;
  }
  return deepReasonOf(cause).split('\n', 1)[0]?.replace(/\.$/, '') ?? '';
}

/** A CommonJS module that was compiled from ESM is the default of what Node imports, and its own default lies below. */
function defaultExport({ default: found }: { default?: unknown }): unknown {
  const isCompiled = typeof found === 'object' && found !== null && '__esModule' in found;
  return isCompiled ? (found as { default?: unknown }).default : found;
}

/**
 * Returns the URL of a plugin's module, found as Node finds what a module in `from` imports; of a folder, what its package.json
 * names as the plugin. Nothing of it is run.
 *
 * Throws what keeps it from being found.
 */
export function locatePlugin(source: string, from: string): string {
  if (source.startsWith('file:')) return source;
  if (!source.startsWith('.') && !isAbsolute(source)) return resolvePackage(source, from);
  const path = resolvePath(from, source);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return pathToFileURL(path).href;
  const manifest = join(path, 'package.json');
  if (!existsSync(manifest)) throw new Error(`the folder ${path} has no package.json`);
  assertReadableManifest(manifest);
  const { name, exports, main, poppobuilder } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<
    string,
    unknown
  >;
  const plugin = (Object(poppobuilder) as { readonly plugin?: unknown }).plugin;
  const subpath = typeof plugin === 'string' && plugin.startsWith('./') ? plugin.slice(1) : '';
  if (exports !== undefined && typeof name === 'string') return resolvePackage(name + subpath, path);
  const file = subpath === '' ? (typeof main === 'string' ? main : 'index.js') : plugin;
  return pathToFileURL(join(path, String(file))).href;
}

function resolvePackage(specifier: string, from: string): string {
  assertReadableManifests(specifier, from);
  // A module that would lie in the folder is what imports.
  return resolveModule(specifier, pathToFileURL(join(from, 'noop.js')).href);
}
