import {
  createProjectConfig,
  LoadedSections,
  type ProjectSettings,
  SettingsCache,
} from '@poppobuilder/core/runner-kit';
import { resolveProjectPath } from '@poppobuilder/core';
import { connectGitHub, githubConfig, issuesConfig } from '@poppobuilder/github';
import type { WaitingProject } from '@poppobuilder/github-tasks';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/** Where projects are looked for. */
export interface WaitingProjectsOptions {
  readonly homeFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly configuration: () => DaemonConfiguration;
}

/** GitHub and the configuration of the projects, for what is reported of tasks that do not run. */
export class WaitingProjects {
  readonly #configuration: () => DaemonConfiguration;
  readonly #settings: SettingsCache;
  /** By settings, which are the same object as long as nothing changes. */
  readonly #known = new WeakMap<ProjectSettings, WaitingProject>();

  constructor({ homeFolder, environment, configuration }: WaitingProjectsOptions) {
    this.#configuration = configuration;
    this.#settings = new SettingsCache({
      homeFolder,
      environment,
      workerId: 'daemon',
      sections: new LoadedSections([githubConfig, issuesConfig]),
    });
  }

  /** Returns a project; `undefined` for one without a token. Rejects with `INVALID_CONFIG`, `INVALID_PROJECT_PATH`. */
  async get(projectId: string): Promise<WaitingProject | undefined> {
    const { projects } = this.#configuration();
    const project = Object.hasOwn(projects, projectId) ? projects[projectId] : undefined;
    if (project === undefined) return undefined;
    const { path, sections } = project;
    const task = { id: 'waits', type: 'waits', projectId, projectPath: path, projectConfig: sections };
    const settings = await this.#settings.get(task, { projectPath: resolveProjectPath(path) });
    const secret = settings.secrets['github'];
    if (secret === undefined) return undefined;
    const known = this.#known.get(settings) ?? connect(settings, secret);
    this.#known.set(settings, known);
    return known;
  }
}

function connect(
  { config: core, sections, origin, originProblem, masker }: ProjectSettings,
  secret: NonNullable<ProjectSettings['secrets'][string]>,
): WaitingProject {
  const config = createProjectConfig(core, sections);
  const connected = {
    config,
    origin,
    masker,
    ...(originProblem === undefined ? {} : { originProblem }),
  };
  return { github: connectGitHub(connected, secret), config, masker };
}
