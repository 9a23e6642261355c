import { nearest, TaskError } from '@poppobuilder/core';
import {
  type CheckedConfig,
  CORE_KEYS,
  describeIssues,
  isNode,
  type Node,
} from '@poppobuilder/core/runner-kit';
import type { PluginInspection } from '@poppobuilder/worker-pool';
import { checkTriggers, type ConfiguredTriggers } from './check-triggers.ts';
import { type DaemonKeys, daemonSchema } from './daemon-schema.ts';
import { PROJECT_KEYS } from './project-configuration.ts';

/** Checks what plugins own in a configuration, without their code running here. A `WorkerPool` is one. */
export interface PluginChecks extends AsyncDisposable {
  checkConfig(config: Node, place: string): Promise<CheckedConfig>;
  inspectPlugins(): Promise<readonly Pick<PluginInspection, 'triggers'>[]>;
}

/** Opens the checks of plugins, the built-in ones included. Throws `PLUGIN_INVALID`. */
export type OpenPluginChecks = (plugins: readonly string[], from: string) => PluginChecks;

/** A configuration that has been checked, and its mistakes. */
export interface CheckedConfiguration {
  /** Absent when there are mistakes. */
  readonly keys?: DaemonKeys | undefined;
  /** The keys of each project that are not the daemon's. */
  readonly sections: Readonly<Record<string, Node>>;
  /** Every mistake; each begins with its dotted path. */
  readonly mistakes: readonly string[];
  readonly warnings: readonly string[];
}

/** Where plugins of a configuration come from. */
export interface CheckOptions {
  readonly openPlugins: OpenPluginChecks;
  /** Folder that names and relative paths of plugins are resolved from. */
  readonly from: string;
}

/** Returns everything that is wrong with a configuration. Rejects only for defects. */
export async function checkConfiguration(
  value: unknown,
  options: CheckOptions,
): Promise<CheckedConfiguration> {
  const projects = Object.entries(isNode(value) && isNode(value['projects']) ? value['projects'] : {});
  const owned = projects.map(([id, project]) => [id, keysOf(project, (key) => isOwned(key))] as const);
  const others = projects.map(([id, project]) => [id, keysOf(project, (key) => !isOwned(key))] as const);
  const raw =
    isNode(value) && isNode(value['projects']) ? { ...value, projects: Object.fromEntries(owned) } : value;
  const parsed = daemonSchema.safeParse(raw);
  const mistakes = parsed.success ? [] : describeIssues(parsed.error, { schema: daemonSchema });
  const sections: Record<string, Node> = {};
  for (const [id, keys] of others) {
    if (!isNode(keys)) continue;
    const { known, mistyped } = splitMistyped(keys);
    sections[id] = known;
    mistakes.push(...mistyped.map((mistake) => `projects.${id}.${mistake}`));
  }
  const triggers = Object.fromEntries(
    owned.map(([id, keys]) => [id, isNode(keys) && isNode(keys['triggers']) ? keys['triggers'] : {}]),
  );
  const plugins = isNode(value) ? value['plugins'] : undefined;
  const checked = await checkPlugins(plugins, { sections, triggers }, options);
  const all = [...mistakes, ...checked.mistakes];
  return {
    keys: parsed.success && all.length === 0 ? parsed.data : undefined,
    sections,
    mistakes: all,
    warnings: checked.warnings,
  };
}

const isOwned = (key: string): boolean => PROJECT_KEYS.has(key);

const keysOf = (project: unknown, isWanted: (key: string) => boolean): unknown =>
  isNode(project) ? Object.fromEntries(Object.entries(project).filter(([key]) => isWanted(key))) : project;

/** Takes out what is meant as a key of the daemon. A section may have any name, so the nearest one decides. */
function splitMistyped(keys: Node): { readonly known: Node; readonly mistyped: readonly string[] } {
  const names = [...PROJECT_KEYS];
  const mistyped = Object.keys(keys).flatMap((key) => {
    const meant = CORE_KEYS.has(key) ? undefined : nearest(key, names);
    return meant === undefined ? [] : [[key, meant] as const];
  });
  const wrong = new Set(mistyped.map(([key]) => key));
  return {
    known: Object.fromEntries(Object.entries(keys).filter(([key]) => !wrong.has(key))),
    mistyped: mistyped.map(
      ([key, meant]) => `${key}: is not a known field (did you mean ${JSON.stringify(meant)}?)`,
    ),
  };
}

/** What plugins own in each project. */
interface OwnedByPlugins {
  readonly sections: Readonly<Record<string, Node>>;
  readonly triggers: Readonly<Record<string, ConfiguredTriggers>>;
}

async function checkPlugins(
  plugins: unknown,
  { sections, triggers }: OwnedByPlugins,
  { openPlugins, from }: CheckOptions,
): Promise<Pick<CheckedConfiguration, 'mistakes' | 'warnings'>> {
  const named = Array.isArray(plugins) ? plugins.filter((one) => typeof one === 'string') : [];
  const { checks, mistakes } = open(named, { openPlugins, from });
  await using opened = checks;
  try {
    const known = new Map(
      (await opened.inspectPlugins()).flatMap((plugin) =>
        plugin.triggers.map(({ type, configuration }) => [type, configuration] as const),
      ),
    );
    const found = await Promise.all(
      Object.entries(sections).map(async ([id, keys]) => {
        const { mistakes: wrong, unknown } = await opened.checkConfig(keys, `projects.${id}`);
        const ofTriggers = checkTriggers(triggers[id] ?? {}, known);
        const warnings = [...unknown, ...ofTriggers.unknown].map(
          (name) => `projects.${id}.${name}: no plugin has this, so it is not checked`,
        );
        return {
          wrong: [...wrong, ...ofTriggers.mistakes.map((mistake) => `projects.${id}.${mistake}`)],
          warnings,
        };
      }),
    );
    return {
      mistakes: [...mistakes, ...found.flatMap(({ wrong }) => wrong)],
      warnings: found.flatMap(({ warnings }) => warnings),
    };
  } catch (error) {
    return { mistakes: [...mistakes, describePlugins(error)], warnings: [] };
  }
}

/** A plugin that is not found is a mistake; sections are then checked by the built-in ones. */
function open(
  plugins: readonly string[],
  { openPlugins, from }: CheckOptions,
): { readonly checks: PluginChecks; readonly mistakes: readonly string[] } {
  try {
    return { checks: openPlugins(plugins, from), mistakes: [] };
  } catch (error) {
    return { checks: openPlugins([], from), mistakes: [describePlugins(error)] };
  }
}

function describePlugins(error: unknown): string {
  if (!TaskError.is(error) || error.code !== 'PLUGIN_INVALID') throw error;
  return `plugins: ${error.message}`;
}
