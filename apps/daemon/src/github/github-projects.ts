import {
  createProjectConfig,
  isNode,
  LoadedSections,
  type ProjectSettings,
  SettingsCache,
} from '@poppobuilder/core/runner-kit';
import { type ProjectConfigInput, resolveProjectPath } from '@poppobuilder/core';
import {
  type ConnectedProject,
  connectGitHub,
  type GitHub,
  githubConfig,
  issuesConfig,
} from '@poppobuilder/github';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';

/** Where projects are looked for. */
export interface GitHubProjectsOptions {
  readonly homeFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly configuration: () => DaemonConfiguration;
}

/** GitHub for a project, as the daemon itself uses it. */
export interface GitHubProject extends Pick<ConnectedProject, 'config' | 'masker' | 'origin'> {
  readonly github: GitHub;
  /** Whether there is a token or a GitHub App. */
  readonly hasCredentials: boolean;
  /** Returns a token for git: the project's own, or a fresh one of its GitHub App. */
  readonly token: () => Promise<string | undefined>;
}

/** GitHub and the configuration of the projects, from the same sources as their tasks have them. */
export class GitHubProjects {
  readonly #configuration: () => DaemonConfiguration;
  readonly #settings: SettingsCache;
  /** By settings, which are the same object as long as nothing changes. */
  readonly #known = new WeakMap<ProjectSettings, GitHubProject>();

  constructor({ homeFolder, environment, configuration }: GitHubProjectsOptions) {
    this.#configuration = configuration;
    this.#settings = new SettingsCache({
      homeFolder,
      environment,
      workerId: 'daemon',
      sections: new LoadedSections([githubConfig, issuesConfig]),
    });
  }

  /** Returns a project; `undefined` for an unknown one. Rejects with `INVALID_CONFIG`, `INVALID_PROJECT_PATH`. */
  async get(projectId: string): Promise<GitHubProject | undefined> {
    const { projects } = this.#configuration();
    const project = Object.hasOwn(projects, projectId) ? projects[projectId] : undefined;
    if (project === undefined) return undefined;
    const { path } = project;
    const projectConfig = sectionsOf(project);
    const task = { id: 'daemon', type: 'daemon', projectId, projectPath: path, projectConfig };
    const settings = await this.#settings.get(task, { projectPath: resolveProjectPath(path) });
    const known = this.#known.get(settings) ?? connect(settings);
    this.#known.set(settings, known);
    return known;
  }
}

/** Returns the sections of a project. The repository that it names stands in for what its section `github` leaves out. */
export function sectionsOf({
  repository,
  sections,
}: Pick<ProjectConfiguration, 'repository' | 'sections'>): ProjectConfigInput {
  if (repository === undefined) return sections;
  const [owner, repo] = repository.split('/');
  return { ...sections, github: { owner, repo, ...(isNode(sections.github) ? sections.github : {}) } };
}

function connect({
  config: core,
  sections,
  origin,
  originProblem,
  masker,
  secrets,
}: ProjectSettings): GitHubProject {
  const config = createProjectConfig(core, sections);
  const secret = secrets['github'];
  const problem = originProblem === undefined ? {} : { originProblem };
  return {
    github: connectGitHub({ config, origin, masker, ...problem }, secret),
    config,
    masker,
    origin,
    hasCredentials: secret !== undefined,
    token: async () => {
      if (secret === undefined || typeof secret === 'string') return secret;
      // Whoever can write the checkout may have changed its origin, so it does not count here.
      const app = connectGitHub({ config, origin: undefined, masker }, secret);
      return (await app.gitCredentials())?.password;
    },
  };
}
