import { join } from 'node:path';
import { definePlugin, defineTaskHandler, TaskExecutor } from '@poppobuilder/core';
import { Workspaces } from '@poppobuilder/workspace';
import { execa } from 'execa';
import { z } from 'zod';
import { compareP95 } from '../harness/compare-p95.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { limitRow, ratioRow, type Row } from '../harness/row.ts';
import { makeLargeRepository } from './large-repository.ts';

const SIZE = { files: 10_000, commits: 2_000 };

/** Worktrees that are opened at once. */
const AT_ONCE = 20;

const plugin = definePlugin({
  name: 'worktree-bench',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'open',
      description: 'Opens a worktree, tells how long that took, and removes it.',
      input: z.strictObject({ remote: z.string(), name: z.string() }),
      output: z.object({ milliseconds: z.number() }),
      permissions: { commands: true, files: 'workspace' },
      services: { workspaces: Workspaces },
      async handle({ remote, name }, _context, { workspaces }) {
        const begin = performance.now();
        const workspace = await workspaces.open({ remote: { url: remote }, name, branch: name });
        const milliseconds = performance.now() - begin;
        await workspace.close();
        await workspaces.remove(name);
        return { success: true, milliseconds };
      },
    }),
  ],
});

/** A worktree of a large repository, compared with a bare `git worktree add`; and many at once. */
export async function benchWorktree(): Promise<Row[]> {
  using folders = new ProjectFolders();
  const remote = join(folders.root, 'remote.git');
  makeLargeRepository(remote, SIZE);
  const projectPath = folders.add('project');
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folders.add('user') };
  await using executor = new TaskExecutor({
    plugins: [plugin],
    homeFolder: folders.add('home'),
    environment,
    concurrency: AT_ONCE,
  });
  let last = 0;
  const open = async (): Promise<number> => {
    last += 1;
    const name = `work-${last}`;
    const task = {
      id: name,
      type: 'open',
      projectId: 'project',
      projectPath,
      remote: `file://${remote}`,
      name,
    };
    const { milliseconds } = await executor.execute(task);
    return Number(milliseconds);
  };
  const clone = join(folders.root, 'clone.git');
  await execa('git', ['clone', '--quiet', '--bare', remote, clone], { env: environment, extendEnv: false });
  const comparison = await compareP95(open, () => addWorktree(clone, folders.root), {
    rounds: 15,
    samples: 1,
  });
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => open()));
  const failed = results.filter(({ status }) => status === 'rejected').length;
  return [
    ratioRow('worktree of 10,000 files and 2,000 commits / git worktree add', comparison, 1.3),
    limitRow(`worktrees of ${AT_ONCE} at once that failed`, failed, 'worktrees', 0),
  ];
}

let peers = 0;

async function addWorktree(clone: string, folder: string): Promise<number> {
  peers += 1;
  const path = join(folder, `peer-${peers}`);
  const git = (...args: readonly string[]): Promise<unknown> => execa('git', args, { cwd: clone });
  const begin = performance.now();
  await git('worktree', 'add', '--quiet', '-b', `peer-${peers}`, path, 'main');
  const milliseconds = performance.now() - begin;
  await git('worktree', 'remove', '--force', path);
  return milliseconds;
}
