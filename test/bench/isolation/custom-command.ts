import { fileURLToPath } from 'node:url';
import { compare } from '../harness/compare.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { openBenchPool } from './bench-pool.ts';
import { PeerProcess } from './peer-process.ts';
import {
  commandOfInnerSandbox,
  commandOfWorker,
  withFolder,
  withoutPermissions,
  withoutPipes,
} from './worker-command.ts';

/** Address of the plugin that the benches run commands by. */
export const COMMAND_PLUGIN = '@poppobuilder/plugin-custom-command';

const PEER = fileURLToPath(new URL('peers/run-command.js', import.meta.url));

/** A `custom-command` of `true` in a warm worker, compared with bubblewrap alone, in a worker's namespace too. */
export async function benchCustomCommand(): Promise<Row[]> {
  using folders = new ProjectFolders();
  const projectPath = folders.add('project');
  const task = { id: 'task', type: 'custom-command', projectId: 'project', projectPath, command: 'true' };
  await using pool = await openBenchPool(folders, { plugins: [COMMAND_PLUGIN], from: import.meta.dirname });
  const asleep = pool.execute({ ...task, command: 'sleep', args: ['60'] }).catch(() => undefined);
  await new Promise<void>((resolve) => pool.on('task-started', () => resolve()));
  const bwrap = withoutPipes(await commandOfInnerSandbox(projectPath, 'sleep'));
  await pool.cancel();
  await asleep;

  const command = withoutPermissions(withFolder(commandOfWorker(projectPath), PEER));
  const environment = { PATH: process.env['PATH'] ?? '' };
  await using peer = await PeerProcess.start([...command, PEER], environment);
  const comparison = await compare(
    () => pool.execute(task),
    async () => {
      const exitCode = await peer.ask([...bwrap, 'true']);
      if (exitCode !== 0) throw new Error(`Bubblewrap ended with exit code ${String(exitCode)}.`);
    },
    { rounds: 15, time: 400, unit: 'ms' },
  );
  return [ratioRow('custom-command of `true` in a warm sandbox / bare bwrap', comparison, 1.25)];
}
