import { isNode } from '@poppobuilder/core/runner-kit';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import type { GitHubProject, GitHubProjects } from '../github/github-projects.ts';

/** For how long the name of a project is not read again. In milliseconds. */
const LIFETIME = 60_000;

interface KnownName {
  readonly readAt: number;
  readonly name: string | undefined;
}

/** Knows which repository each project is, as `owner/name`. */
export class RepositoryNames {
  readonly #projects: Pick<GitHubProjects, 'get'>;
  readonly #known = new Map<string, KnownName>();

  constructor(projects: Pick<GitHubProjects, 'get'>) {
    this.#projects = projects;
  }

  /** Returns the repository of a project as it was last read. */
  get(projectId: string): string | undefined {
    return this.#known.get(projectId)?.name;
  }

  /** Reads the names that were not read for a while. */
  async refresh({ projects }: DaemonConfiguration): Promise<void> {
    const now = performance.now();
    const due = Object.entries(projects).filter(
      ([id]) => now - (this.#known.get(id)?.readAt ?? -LIFETIME) >= LIFETIME,
    );
    await Promise.all(
      due.map(async ([id, project]) => {
        const name = project.repository ?? (await this.#read(id, project));
        this.#known.set(id, { readAt: now, name });
      }),
    );
  }

  /** What cannot be read has no name: the tasks of the project say what is wrong. */
  async #read(id: string, project: ProjectConfiguration): Promise<string | undefined> {
    const found = await this.#projects.get(id).catch(() => undefined);
    try {
      const repository = found?.github.repository();
      if (repository !== undefined) return `${repository.owner}/${repository.repo}`;
    } catch {
      // The origin is on another host than the REST API.
    }
    return namedByParts(project, found?.origin);
  }
}

/** Returns the repository by what the section `github` says, and for the rest by the origin of the checkout. */
function namedByParts(
  { sections }: ProjectConfiguration,
  origin: GitHubProject['origin'],
): string | undefined {
  const github = isNode(sections['github']) ? sections['github'] : {};
  const [, ofOrigin, nameOfOrigin] = /[:/]([^:/]+)\/([^:/]+?)(?:\.git)?\/*$/.exec(origin ?? '') ?? [];
  const { owner = ofOrigin, repo = nameOfOrigin } = github as {
    readonly owner?: unknown;
    readonly repo?: unknown;
  };
  return typeof owner === 'string' && typeof repo === 'string' ? `${owner}/${repo}` : undefined;
}
