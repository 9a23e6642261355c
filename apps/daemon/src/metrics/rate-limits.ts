import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { GitHubProjects } from '../github/github-projects.ts';

/** How much of GitHub's rate limit is left. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
}

/** For how long an answer counts. In milliseconds. */
const LIFETIME = 60_000;

/** Reads the rate limits of projects, at most once a minute and only while somebody asks for them. Reading costs no call. */
export class RateLimits {
  readonly #projects: Pick<GitHubProjects, 'get'>;
  readonly #configuration: () => DaemonConfiguration;
  #known: ReadonlyMap<string, RateLimit> = new Map();
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(projects: Pick<GitHubProjects, 'get'>, configuration: () => DaemonConfiguration) {
    this.#projects = projects;
    this.#configuration = configuration;
  }

  /** Returns what was read last. What is older is read anew in the background: nobody waits for GitHub. */
  get current(): ReadonlyMap<string, RateLimit> {
    const now = performance.now();
    if (now - this.#readAt >= LIFETIME) {
      this.#readAt = now;
      void this.#read();
    }
    return this.#known;
  }

  async #read(): Promise<void> {
    const ids = Object.keys(this.#configuration().projects);
    const found = await Promise.all(ids.map(async (id) => [id, await this.#readOne(id)] as const));
    this.#known = new Map(
      found.flatMap(([id, limit]) => (limit === undefined ? [] : [[id, limit] as const])),
    );
  }

  /** Whatever is wrong with a project is reported elsewhere. */
  async #readOne(id: string): Promise<RateLimit | undefined> {
    try {
      const project = await this.#projects.get(id);
      if (project?.hasCredentials !== true) return undefined;
      const { resources } = await project.github.request(
        'GET /rate_limit',
        {},
        { signal: AbortSignal.timeout(10_000) },
      );
      return resources.core;
    } catch {
      return undefined;
    }
  }
}
