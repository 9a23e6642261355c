import { findCheckout, isNode, readOrigin } from '@poppobuilder/core/runner-kit';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';

/** For how long the origin of a checkout is not read again. In milliseconds. */
const LIFETIME = 60_000;

interface KnownName {
  readonly readAt: number;
  readonly name: string | undefined;
}

/** Knows which repository each project is, as `owner/name`. */
export class RepositoryNames {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #known = new Map<string, KnownName>();

  constructor(environment: NodeJS.ProcessEnv) {
    this.#environment = environment;
  }

  /** Returns the repository of a project as it was last read. */
  get(projectId: string): string | undefined {
    return this.#known.get(projectId)?.name;
  }

  /** Reads the origins of the checkouts that were not read for a while. */
  async refresh({ projects }: DaemonConfiguration): Promise<void> {
    const now = performance.now();
    const due = Object.entries(projects).filter(
      ([id]) => now - (this.#known.get(id)?.readAt ?? -LIFETIME) >= LIFETIME,
    );
    await Promise.all(
      due.map(async ([id, project]) => {
        const name = project.repository ?? namedBySection(project) ?? (await this.#read(project.path));
        this.#known.set(id, { readAt: now, name });
      }),
    );
  }

  async #read(path: string): Promise<string | undefined> {
    const checkout = findCheckout(path);
    if (checkout === undefined) return undefined;
    const { origin } = await readOrigin(checkout, this.#environment);
    return /[:/]([^:/]+\/[^:/]+?)(?:\.git)?\/*$/.exec(origin ?? '')?.[1];
  }
}

/** Returns the repository that the section `github` names; undefined unless it has both parts. */
function namedBySection({ sections }: ProjectConfiguration): string | undefined {
  const github = isNode(sections['github']) ? sections['github'] : {};
  const { owner, repo } = github as { readonly owner?: unknown; readonly repo?: unknown };
  return typeof owner === 'string' && typeof repo === 'string' ? `${owner}/${repo}` : undefined;
}
