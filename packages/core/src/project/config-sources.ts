import { join } from 'node:path';
import { z } from 'zod';
import { CORE_KEYS } from '../configuration/core-keys.ts';
import type { SectionSource } from '../configuration/config-sections.ts';
import { type Node, omit, pick } from '../configuration/merge-layers.ts';
import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import { placeOfSecret } from '../configuration/place-of-secret.ts';
import { type SortedKeys, sortKeys } from '../configuration/sort-keys.ts';
import { describeIssues } from '../task/describe-issues.ts';
import type { CoreConfig } from './core-config.ts';
import { coreConfigSchema } from './core-config-schema.ts';
import type { ProjectConfigInput } from './project-config-input.ts';
import { DATA_FOLDER } from './data-folder.ts';
import type { ConfigSource } from './merge-config.ts';
import { readProjectFile, readSettingsFile, type SettingsFile } from './settings-file.ts';

/** All that is written about a project's configuration, source by source. */
export interface ConfigSources {
  /** The task's, the host's and the operator's file, in the order in which they win. */
  readonly operator: readonly ConfigSource[];
  readonly inProject: ConfigSource;
  /** Texts of the task that are secrets, by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** Sections of every source, for their own code to check. */
  readonly checked: readonly SectionSource[];
  /** Sections that no loaded plugin has. */
  readonly unknown: readonly { readonly place: string; readonly name: string }[];
  readonly mistakes: readonly string[];
}

interface Places {
  readonly operatorFile: string;
  /** Real path. */
  readonly projectPath: string;
  readonly declarations: readonly SectionDeclaration[];
}

const anyObject = z.record(z.string(), z.unknown());

/** Reads all sources of a project's configuration. */
export function readSources(
  task: ProjectConfigInput = {},
  host: ProjectConfigInput = {},
  { operatorFile, projectPath, declarations }: Places,
): ConfigSources {
  const file = join(projectPath, DATA_FOLDER, 'config.json');
  const sources = [
    readSource({ value: task, mistakes: [] }, 'projectConfig', declarations, 'task'),
    readSource({ value: host, mistakes: [] }, 'projectConfig', declarations, 'host'),
    readSource(readSettingsFile(operatorFile, anyObject), operatorFile, declarations, 'file'),
    readSource(readProjectFile(projectPath, 'config.json', anyObject), file, declarations, 'file'),
  ];
  const [ofTask, , , inProject] = sources;
  return {
    operator: sources.slice(0, 3),
    inProject: inProject ?? { core: {}, sections: {} },
    fields: ofTask?.fields ?? {},
    checked: sources.map(({ prefix, sections, isFile }) => ({ place: prefix, sections, isFile })),
    unknown: sources.flatMap(({ place, unknown }) => unknown.map((name) => ({ place, name }))),
    mistakes: sources.flatMap(({ mistakes }) => mistakes),
  };
}

/** One source, read and sorted. */
export interface ReadSource extends SortedKeys {
  readonly place: string;
  readonly prefix: string;
  readonly core: CoreConfig;
  readonly isFile: boolean;
}

/** Sorts the keys of one source, and checks those of every configuration. */
export function readSource(
  { value = {}, mistakes }: SettingsFile<Node>,
  place: string,
  declarations: readonly SectionDeclaration[],
  kind: 'task' | 'host' | 'file',
): ReadSource {
  const isFile = kind === 'file';
  const prefix = isFile ? `${place}: ` : `${place}.`;
  const sorted = sortKeys(value, declarations, kind === 'task');
  const core = pick(value, CORE_KEYS);
  const parsed = coreConfigSchema.safeParse(core);
  const wrong = parsed.success ? [] : describeIssues(parsed.error, { schema: coreConfigSchema });
  const found = [...wrong, ...sorted.mistakes].map(
    (mistake) => prefix + mistake + (isFile ? placeOfSecret(mistake) : ''),
  );
  return {
    ...sorted,
    place,
    prefix,
    isFile,
    core: parsed.success ? omit(core, ['$schema']) : {},
    mistakes: [...mistakes, ...found],
  };
}
