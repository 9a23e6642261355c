import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Checkout } from '../checkout/find-checkout.ts';
import type { Origin } from '../checkout/read-origin.ts';
import { safeDirectoryVariables } from '../checkout/safe-directory.ts';
import { TaskError } from '../errors/task-error.ts';
import { createMasker, type Masker } from '../masking/masker.ts';
import type { Secret } from '../services/service-token.ts';
import type { BaseTask } from '../task/task.ts';
import { type ProjectCredentials, resolveCredentials } from './credentials.ts';
import { DATA_FOLDER } from './data-folder.ts';
import { type Environment, resolveEnvironment } from './environment.ts';
import { frozenCopy } from './frozen-copy.ts';
import { projectHomeFolder, projectWorktreesFolder } from './home-folder.ts';
import { mergeConfig } from './merge-config.ts';
import { configFileSchema, type ProjectConfig, projectFileSchema } from './project-config.ts';
import { findProjectSecrets } from './project-secrets.ts';
import { settingsFolderMistakes } from './settings-folder.ts';
import { readProjectFile, readSettingsFile } from './settings-file.ts';
import type { SettingsPaths } from './settings-stamp.ts';

/** What the host knows that every project's settings depend on. */
export interface HostSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly homeFolder: string;
  readonly workerId: string;
  /** The host's own configuration for all projects: below a task's `projectConfig`, above files. */
  readonly projectConfig?: ProjectConfig | undefined;
}

/** What git reports of the checkout that a project lies in. */
export interface CheckoutFacts extends Origin {
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
  readonly config: ProjectConfig;
  readonly environment: Environment;
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Every secret text of the project. */
  readonly secretTexts: readonly string[];
  /** Variables and secrets that are not masked, though their names say that they are secret. */
  readonly unmaskedSecrets: readonly string[];
  /** Removes them. */
  readonly masker: Masker;
  /** Id, path, and a digest of all that isolates one scope from another. */
  readonly key: string;
  readonly projectVariable?: string | undefined;
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
    git: gitFiles(projectPath, checkout),
  };
}

/** The files that tell which checkout a folder lies in, and what its `origin` is. */
function gitFiles(projectPath: string, checkout: Checkout | undefined): readonly string[] {
  const dotGit = join(projectPath, '.git');
  if (checkout === undefined) return [dotGit];
  const { top, gitFolder, commonFolder } = checkout;
  const isLinked = gitFolder !== join(top, '.git');
  return [
    ...(top === projectPath ? [] : [dotGit]),
    ...(isLinked ? [join(top, '.git')] : []),
    join(commonFolder, 'config'),
  ];
}

/**
 * Resolves a project's settings.
 *
 * Throws `INVALID_CONFIG` with every mistake that was found.
 */
export function resolveProjectSettings(
  task: BaseTask,
  projectPath: string,
  host: HostSettings,
  { origin, originProblem, safeDirectory }: CheckoutFacts = {},
): ProjectSettings {
  const { projectId } = task;
  const homeFolder = projectHomeFolder(host.homeFolder, projectId);
  const operatorFile = projectConfigFile(host.homeFolder, projectId);
  const { githubToken, ...taskConfig } = task.projectConfig ?? {};
  const home = readSettingsFile(operatorFile, configFileSchema);
  const inProject = readProjectFile(projectPath, 'config.json', projectFileSchema);
  const merged = mergeConfig([taskConfig, host.projectConfig ?? {}, home.value ?? {}], inProject.value);
  const config = frozenCopy(merged.config);
  const githubApp = config.github?.auth;
  const credentials = resolveCredentials(host.environment, {
    projectId,
    projectPath,
    githubToken,
    githubApp,
  });
  const variables = resolveEnvironment(host.environment, { projectId, workerId: host.workerId, config });
  const environment = frozenCopy({
    ...variables,
    ...(safeDirectory === undefined ? {} : safeDirectoryVariables(safeDirectory, variables)),
  });
  const secrets = frozenCopy(credentials.secrets);
  const mistakes = new Set([
    ...home.mistakes,
    ...inProject.mistakes,
    ...credentials.mistakes,
    ...leakMistakes(credentials, { ...environment, ...config.agent?.environment }),
    ...settingsFolderMistakes(config, { projectPath, homeFolder }),
  ]);
  if (mistakes.size > 0) {
    const message = `The configuration of project ${projectId} cannot be used: ${[...mistakes].join('; ')}.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, hint: 'Fix these, and run the task again.' });
  }
  const { texts, unmasked } = findProjectSecrets(secrets, environment, config, origin);
  return {
    projectId,
    projectPath,
    homeFolder,
    worktreesFolder: projectWorktreesFolder(host.homeFolder, projectId),
    config,
    ...(origin === undefined ? {} : { origin }),
    ...(originProblem === undefined ? {} : { originProblem }),
    environment,
    secrets,
    secretTexts: texts,
    unmaskedSecrets: unmasked,
    masker: createMasker(texts),
    key: `${projectId}\0${projectPath}\0${digestOf([config, origin, environment, secrets])}`,
    projectVariable: credentials.projectVariable,
    warnings: merged.ignored.map(
      (key) =>
        `${join(projectPath, DATA_FOLDER, 'config.json')}: "${key}" is ignored; only the operator may set it, in ${operatorFile}.`,
    ),
  };
}

function leakMistakes(credentials: ProjectCredentials, environment: Environment): string[] {
  const { github } = credentials.secrets;
  const secret = typeof github === 'object' ? github['privateKey'] : github;
  if (secret === undefined) return [];
  return Object.entries(environment)
    .filter(([, value]) => value.includes(secret))
    .map(([name]) => `the variable ${name} would hand the GitHub token to commands; take it out`);
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sortKeys)).digest('base64url');

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
