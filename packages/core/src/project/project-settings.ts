import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ConfigSections, SectionCheck } from '../configuration/config-sections.ts';
import type { SectionLayers } from '../configuration/resolve-section.ts';
import type { Checkout } from '../checkout/find-checkout.ts';
import type { Origin } from '../checkout/read-origin.ts';
import { safeDirectoryVariables } from '../checkout/safe-directory.ts';
import { TaskError } from '../errors/task-error.ts';
import { createMasker, type Masker } from '../masking/masker.ts';
import type { Secret } from '../services/service-token.ts';
import type { BaseTask } from '../task/task.ts';
import { DATA_FOLDER } from './data-folder.ts';
import { type Environment, resolveEnvironment, sectionVariables } from './environment.ts';
import { frozenCopy } from './frozen-copy.ts';
import { projectHomeFolder, projectWorktreesFolder } from './home-folder.ts';
import { mergeConfig } from './merge-config.ts';
import type { CoreConfig } from './core-config.ts';
import type { ProjectConfigInput } from './project-config-input.ts';
import { type ConfigSources, readSources } from './config-sources.ts';
import { leakMistakes, reservedMistakes } from './leak-mistakes.ts';
import { type KeyFile, resolveSecrets } from './resolve-secrets.ts';
import { findProjectSecrets } from './project-secrets.ts';
import { settingsFolderMistakes } from './settings-folder.ts';
import type { SettingsPaths } from './settings-stamp.ts';

/** What the host knows that every project's settings depend on. */
export interface HostSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly homeFolder: string;
  readonly workerId: string;
  /** The host's own configuration for all projects: below a task's `projectConfig`, above files. */
  readonly projectConfig?: ProjectConfigInput | undefined;
  /** The sections that the plugins have. */
  readonly sections: Pick<ConfigSections, 'declarations'>;
}

/** What git reports of the checkout that a project lies in. */
export interface CheckoutState extends Origin {
  /** Its top, when it is of another owner and the operator trusts it. */
  readonly safeDirectory?: string | undefined;
}

/**
 * A project's settings: resolved from the task, the host and files, once while none of them changes. Tasks share them, so
 * configuration, environment and secrets are frozen.
 */
export interface ProjectSettings extends Origin {
  readonly projectId: string;
  /** Real path. */
  readonly projectPath: string;
  /** Folder of the project's own data, outside the project. */
  readonly homeFolder: string;
  /** Folder of the project's worktrees. */
  readonly worktreesFolder: string;
  readonly config: CoreConfig;
  readonly sections: Readonly<Record<string, SectionLayers>>;
  readonly environment: Environment;
  /** Variables that are in the environment only because a section wants them, by section. */
  readonly sectionVariables: Readonly<Record<string, readonly string[]>>;
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Every secret text of the project. */
  readonly secretTexts: readonly string[];
  /** Variables and secrets that are not masked, though their names say that they are secret. */
  readonly unmaskedSecrets: readonly string[];
  /** Removes them. */
  readonly masker: Masker;
  /** Id, path, and a digest of all that isolates one scope from another. */
  readonly key: string;
  /** The host's variables that secrets came from, as far as they are for this project alone. */
  readonly projectVariables: readonly string[];
  readonly warnings: readonly string[];
}

/** A project's settings as plain data, which can cross a process boundary. */
export type SettingsData = Omit<ProjectSettings, 'masker'>;

/** Makes settings of their plain data. */
export function settingsOf(data: SettingsData): ProjectSettings {
  return { ...frozenCopy(data), masker: createMasker(data.secretTexts) };
}

/** The operator's own configuration of a project. */
const projectConfigFile = (homeFolder: string, projectId: string): string =>
  join(projectHomeFolder(homeFolder, projectId), 'config.json');

/** The files that a project's settings come from. */
export function settingsFiles(
  homeFolder: string,
  { projectId, projectPath }: Pick<ProjectSettings, 'projectId' | 'projectPath'>,
  checkout: Checkout | undefined,
): SettingsPaths {
  const folder = join(projectPath, DATA_FOLDER);
  return {
    home: projectConfigFile(homeFolder, projectId),
    folder,
    inProject: join(folder, 'config.json'),
    credentials: join(folder, 'credentials.json'),
    ...gitFiles(projectPath, checkout),
  };
}

/** The files that tell which checkout a folder lies in, and what its `origin` is. */
function gitFiles(
  projectPath: string,
  checkout: Checkout | undefined,
): Pick<SettingsPaths, 'checkout' | 'git'> {
  const dotGit = join(projectPath, '.git');
  if (checkout === undefined) return { checkout: dotGit, git: [] };
  const { top, gitFolder, commonFolder } = checkout;
  const isLinked = gitFolder !== join(top, '.git');
  return {
    checkout: top === projectPath ? undefined : dotGit,
    git: [...(isLinked ? [join(top, '.git')] : []), join(commonFolder, 'config')],
  };
}

/** Settings, with all that is wrong with them but for what the code of sections finds. */
export interface FoundSettings {
  readonly settings: ProjectSettings;
  readonly mistakes: readonly string[];
  /** The files of secrets that were read because a path was configured. */
  readonly keyFiles: readonly KeyFile[];
  /** What the code of sections is to check. */
  readonly check: SectionCheck;
}

/** Finds a project's settings in all their sources. Throws nothing. */
export function findProjectSettings(
  task: BaseTask,
  projectPath: string,
  host: HostSettings,
  { origin, originProblem, safeDirectory }: CheckoutState = {},
): FoundSettings {
  const { projectId } = task;
  const { declarations } = host.sections;
  const homeFolder = projectHomeFolder(host.homeFolder, projectId);
  const operatorFile = projectConfigFile(host.homeFolder, projectId);
  const sources = readSources(task.projectConfig, host.projectConfig, {
    operatorFile,
    projectPath,
    declarations,
  });
  const merged = mergeConfig(sources.operator, sources.inProject, declarations);
  const config = frozenCopy(merged.config);
  const sections = frozenCopy(merged.sections);
  const credentials = resolveSecrets(declarations, {
    host: host.environment,
    projectId,
    projectPath,
    fields: sources.fields,
    sections: Object.fromEntries(
      Object.entries(sections).map(([name, { operator = {} }]) => [name, operator]),
    ),
  });
  const ofSections = sectionVariables(host.environment, config, declarations);
  const variables = resolveEnvironment(host.environment, {
    projectId,
    workerId: host.workerId,
    config,
    declared: Object.values(ofSections).flat(),
  });
  const environment = frozenCopy({
    ...variables,
    ...(safeDirectory === undefined ? {} : safeDirectoryVariables(safeDirectory, variables)),
  });
  const secrets = frozenCopy(credentials.secrets);
  const { texts, unmasked } = findProjectSecrets({ secrets, environment, sections, origin });
  const secretTexts = [...texts, ...credentials.unclaimed];
  const settings = {
    projectId,
    projectPath,
    homeFolder,
    worktreesFolder: projectWorktreesFolder(host.homeFolder, projectId),
    config,
    sections,
    ...(origin === undefined ? {} : { origin }),
    ...(originProblem === undefined ? {} : { originProblem }),
    environment,
    sectionVariables: ofSections,
    secrets,
    secretTexts,
    unmaskedSecrets: unmasked,
    masker: createMasker(secretTexts),
    key: `${projectId}\0${projectPath}\0${digestOf([config, sections, origin, environment, secrets])}`,
    projectVariables: credentials.projectVariables,
    warnings: warningsOf(merged.ignored, sources, { projectPath, operatorFile }),
  };
  return {
    settings,
    mistakes: [
      ...sources.mistakes,
      ...credentials.mistakes,
      ...reservedMistakes(sources, declarations),
      ...leakMistakes(secrets, { environment, sections, declarations }),
      ...settingsFolderMistakes(sections, declarations, { projectPath, homeFolder }),
    ],
    keyFiles: credentials.keyFiles,
    check: { sources: sources.checked, layers: sections, hidden: {} },
  };
}

/** The error that names all that is wrong with a project's configuration. */
export function invalidConfig(projectId: string, mistakes: readonly string[]): TaskError {
  const all = [...new Set(mistakes)].join('; ');
  const message = `The configuration of project ${projectId} cannot be used: ${all}.`;
  return new TaskError({ code: 'INVALID_CONFIG', message, hint: 'Fix these, and run the task again.' });
}

function warningsOf(
  ignored: readonly string[],
  { unknown }: ConfigSources,
  { projectPath, operatorFile }: { readonly projectPath: string; readonly operatorFile: string },
): string[] {
  const file = join(projectPath, DATA_FOLDER, 'config.json');
  return [
    ...ignored.map(
      (key) => `${file}: "${key}" is ignored; only the operator may set it, in ${operatorFile}.`,
    ),
    ...unknown.map(
      ({ place, name }) => `${place}: the section "${name}" is not checked, because no loaded plugin has it.`,
    ),
  ];
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sortKeys)).digest('base64url');

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
