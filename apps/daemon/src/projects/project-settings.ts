import { realpathSync } from 'node:fs';
import { createMasker, type ProjectConfigInput } from '@poppobuilder/core';
import {
  CORE_KEYS,
  findProjectSettings,
  findSecrets,
  isNode,
  type HostSettings,
} from '@poppobuilder/core/runner-kit';
import { PROJECT_KEYS, type ProjectConfiguration } from '../configuration/project-configuration.ts';

/** Where a setting comes from. */
type SettingSource = 'configuration' | 'operator-file' | 'project-file' | 'default';

/** A setting that is in force. */
interface ProjectSetting {
  /** Its dotted path. */
  readonly path: string;
  readonly value: Json;
  readonly source: SettingSource;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The settings of a project, and what its files say in vain. */
export interface ResolvedSettings {
  readonly settings: readonly ProjectSetting[];
  readonly warnings: readonly string[];
}

/** Returns the settings of a project with where each comes from. Secrets are masked. */
export function resolveSettings(
  projectId: string,
  project: ProjectConfiguration,
  host: Omit<HostSettings, 'workerId' | 'projectConfig'>,
): ResolvedSettings {
  const { sections: configured, given = [...PROJECT_KEYS] } = project;
  const { settings } = findProjectSettings(
    { id: 'settings', type: 'settings', projectId, projectPath: project.path, projectConfig: configured },
    realPathOf(project.path),
    { ...host, workerId: '' },
  );
  const { config, sections, masker, warnings } = settings;
  const sourceOf = (path: readonly string[], layer: 'operator' | 'project'): SettingSource => {
    if (hasPath(configured, path)) return 'configuration';
    return layer === 'operator' ? 'operator-file' : 'project-file';
  };
  const own = Object.entries(project)
    .filter(([key]) => PROJECT_KEYS.has(key))
    .flatMap(([key, value]) =>
      leavesOf(value, [key]).map((leaf) => ({
        ...leaf,
        source: given.includes(key) ? ('configuration' as const) : ('default' as const),
      })),
    );
  const core = leavesOf(config, [])
    .filter(({ path: [key = ''] }) => CORE_KEYS.has(key))
    // Only these two may be written inside the project, where the operator left them open.
    .map((leaf) => ({
      ...leaf,
      source: sourceOf(leaf.path, leaf.path[0] === 'language' ? 'project' : 'operator'),
    }));
  const ofSections = Object.entries(sections).flatMap(([name, layers]) =>
    (['operator', 'project'] as const).flatMap((layer) =>
      leavesOf(layers[layer], [name]).map((leaf) => ({
        ...leaf,
        source: layer === 'project' ? ('project-file' as const) : sourceOf(leaf.path, layer),
      })),
    ),
  );
  // What only the daemon reads, as triggers and the tasks of schedules, is no part of the settings of tasks.
  const ownMasker = createMasker(findSecrets({ ...project }).texts);
  return {
    settings: [...own, ...core, ...ofSections].map(({ path, value, source }) => ({
      path: path.join('.'),
      value: masker.value(ownMasker.value(JSON.parse(JSON.stringify(value)) as Json)),
      source,
    })),
    warnings: warnings.map((warning) => masker.text(warning)),
  };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Returns the values of an object by their paths. A list is one value. */
function leavesOf(value: unknown, path: readonly string[]): Leaf[] {
  if (value === undefined) return [];
  if (!isNode(value)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function hasPath(value: ProjectConfigInput, path: readonly string[]): boolean {
  let node: unknown = value;
  for (const key of path) {
    if (!isNode(node) || !Object.hasOwn(node, key)) return false;
    node = node[key];
  }
  return true;
}

/** A checkout may not have been cloned yet. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
