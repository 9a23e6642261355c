import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { throttling } from '@octokit/plugin-throttling';
import Bottleneck from 'bottleneck';
import { execa } from 'execa';
import type { GitHubWorld } from '../../support/github/github-world.ts';

/** What somebody would write who has one issue, one repository and no need for more. */
export interface BareScript {
  /** Works on an issue: worktree, claude, commit, push, pull request, comment. */
  run(number: number): Promise<void>;
}

/** Calls that need not wait for each other. */
const group = (): Bottleneck.Group => new Bottleneck.Group({ minTime: 0 });

/** Prepares the script: a clone to make worktrees of, and the client. */
export async function openBareScript(world: GitHubWorld, folder: string): Promise<BareScript> {
  const { github, agent } = world;
  const clone = join(folder, 'clone.git');
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    GIT_AUTHOR_NAME: 'Bare',
    GIT_AUTHOR_EMAIL: 'bare@example.com',
    GIT_COMMITTER_NAME: 'Bare',
    GIT_COMMITTER_EMAIL: 'bare@example.com',
  };
  const git = async (cwd: string, ...args: readonly string[]): Promise<unknown> =>
    execa('git', args, { cwd, env, extendEnv: false });
  await git(folder, 'clone', '--quiet', '--bare', github.remote.url, clone);
  const Client = Octokit.plugin(throttling);
  const client = new Client({
    baseUrl: github.url,
    auth: github.token('poppo-bot'),
    throttle: {
      write: group(),
      notifications: group(),
      onRateLimit: () => false,
      onSecondaryRateLimit: () => false,
    },
  });
  const claude = ['-p', '--output-format=stream-json', '--verbose', '--permission-mode=acceptEdits'];
  return {
    async run(number) {
      const branch = `bare/issue-${number}`;
      const worktree = join(folder, `issue-${number}`);
      const { data: issue } = await client.rest.issues.get({ ...github.at, issue_number: number });
      await git(clone, 'fetch', '--quiet', 'origin', 'main');
      await git(clone, 'worktree', 'add', '--quiet', '-b', branch, worktree, 'main');
      const { stdout } = await execa(
        agent.command,
        [...claude, '--setting-sources=user', '--strict-mcp-config'],
        {
          cwd: worktree,
          env: { ...env, ...agent.environment, CLAUDE_CONFIG_DIR: join(folder, 'claude') },
          extendEnv: false,
          input: `${issue.title}\n\n${issue.body ?? ''}`,
        },
      );
      if (!stdout.includes('"type":"result"')) throw new Error('claude gave no result.');
      await git(worktree, 'add', '--all');
      await git(worktree, 'commit', '--quiet', '-m', issue.title);
      await git(worktree, 'push', '--quiet', 'origin', branch);
      const { data: pull } = await client.rest.pulls.create({
        ...github.at,
        head: branch,
        base: 'main',
        title: issue.title,
        body: `Closes #${number}`,
      });
      await client.rest.issues.createComment({
        ...github.at,
        issue_number: number,
        body: `I opened #${pull.number}.`,
      });
    },
  };
}
