import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cuts, fails, secondaryLimit } from '../../support/github/fault-proxy.ts';
import { runGit } from '../../support/github/git-remote.ts';
import { type GitHubStandIn, startGitHub } from '../../support/github/github-stand-in.ts';

/** The account of the daemon. */
export const BOT = 'poppo-bot';

/** What deliveries are signed with. */
export const WEBHOOK_SECRET = 'a secret of the organization';

/** A repository of the organization, and the checkout of its project. */
export interface Repository {
  readonly projectId: string;
  readonly github: GitHubStandIn;
  readonly path: string;
}

/** An organization with several repositories, each of which sends what happens to one address. */
export class Organization implements AsyncDisposable {
  readonly repositories: readonly Repository[];

  private constructor(repositories: readonly Repository[]) {
    this.repositories = repositories;
  }

  static async create(folder: string, size: number, webhookUrl: string): Promise<Organization> {
    mkdirSync(join(folder, 'checkouts'));
    const repositories: Repository[] = [];
    for (let index = 1; index <= size; index += 1) {
      const projectId = `shop-${index}`;
      const github = await startGitHub({ repo: projectId });
      const path = join(folder, 'checkouts', projectId);
      runGit(folder, ['clone', '--quiet', github.remote.url, path]);
      await github.api('acme').repos.createWebhook({
        ...github.at,
        events: ['*'],
        config: { url: webhookUrl, content_type: 'json', secret: WEBHOOK_SECRET },
      });
      repositories.push({ projectId, github, path });
    }
    return new Organization(repositories);
  }

  /** Makes a part of the daemon's calls fail, in each way that GitHub and the network have. */
  failSometimes(random: () => number, part: number): void {
    const faults = [fails(500), fails(502), fails(503), secondaryLimit(1), cuts('before'), cuts('after')];
    for (const { github } of this.repositories) {
      github.faults.add(...faults.map((fault) => ({ fault, when: () => random() < part / faults.length })));
    }
  }

  /** GitHub answers as it should again. */
  recover(): void {
    for (const { github } of this.repositories) github.faults.clear();
  }

  /** What a daemon's configuration says of the projects. */
  projects(agent: string, poll: number): Record<string, object> {
    return Object.fromEntries(
      this.repositories.map(({ projectId, github, path }) => [
        projectId,
        {
          path,
          triggers: { github: { labels: ['poppo'], reviews: true, poll } },
          github: { ...github.at, baseUrl: github.url, cloneUrl: github.remote.url },
          agent: { command: agent },
        },
      ]),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.repositories.map(async ({ github }) => github.close()));
  }
}
