import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { builtPlugin } from '../../support/built-plugin.ts';

const PLUGIN = builtPlugin(new URL('worktree-plugin.ts', import.meta.url));

interface Seen {
  readonly command: readonly boolean[];
  readonly tool: readonly boolean[];
}

/** What can be read and written where the remote lies at a path, named by the operator or by the checkout. */
async function look(place: 'beside' | 'in the project', namedBy: 'operator' | 'checkout'): Promise<Seen> {
  await using files = await TemporaryProject.create();
  const remote = join(place === 'beside' ? files.folder : files.project, 'remote.git');
  await mkdir(join(remote, 'objects'), { recursive: true });
  await writeFile(join(remote, 'HEAD'), 'ref: refs/heads/main\n');
  await writeFile(join(files.project, 'secret.txt'), 'secret');
  if (namedBy === 'checkout') {
    await mkdir(join(files.project, '.git'));
    await writeFile(join(files.project, '.git', 'config'), `[remote "origin"]\n\turl = ${remote}\n`);
  }
  const environment = { PATH: process.env['PATH'] ?? '' };
  await using pool = new WorkerPool({
    plugins: [PLUGIN],
    isolation: 'sandbox',
    homeFolder: files.home,
    environment,
  });
  const result = await pool.execute({
    id: 'look',
    type: 'worktree',
    projectId: 'demo',
    projectPath: files.project,
    projectConfig: namedBy === 'operator' ? { github: { cloneUrl: remote } } : {},
    remote,
  });
  return result as unknown as Seen;
}

it('commands see their own worktree, the mirror read-only, and the project and the remote empty', async () => {
  const { command, tool } = await look('beside', 'operator');
  // Reads and writes of the project, the mirror, the own worktree, another one, the remote. What is written into a covered folder is lost.
  expect(command).toEqual([false, true, true, false, true, true, false, false, false, true]);
  expect(tool).toEqual([true, false, true, true, true, true, true, true, true, true]);
});

it('commands reach no folder that only the checkout names, and cannot write one inside the project', async () => {
  expect((await look('beside', 'checkout')).tool.slice(8)).toEqual([false, false]);
  expect((await look('in the project', 'checkout')).tool.slice(8)).toEqual([true, false]);
});
