import { fileURLToPath } from 'node:url';
import type { WorkerPool } from '@poppobuilder/worker-pool';
import { compareP95 } from '../harness/compare-p95.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { openBenchPool } from './bench-pool.ts';
import { COMMAND_PLUGIN } from './custom-command.ts';
import { PeerProcess } from './peer-process.ts';
import { commandLineOf, findWorker, processesBelow, until } from './worker-processes.ts';

const GRACE = 1_000;

const OBEDIENT = { command: 'sleep', args: ['60'] };
const DEAF = { command: "trap '' TERM; while :; do sleep 60; done", options: { shell: true } };

const PEER = fileURLToPath(new URL('peers/stop-command.js', import.meta.url));

/** From `cancel()` until the task has settled and nothing of its command is left. */
export async function benchCancel(): Promise<Row[]> {
  using folders = new ProjectFolders();
  const projectPath = folders.add('project');
  const base = { id: 'task', type: 'custom-command', projectId: 'project', projectPath };
  await using pool = await openBenchPool(folders, {
    plugins: [COMMAND_PLUGIN],
    from: import.meta.dirname,
    grace: GRACE,
  });
  await using peer = await PeerProcess.start([process.execPath, PEER], process.env);
  const obedient = await compareP95(
    () => timeToEnd(pool, { ...base, ...OBEDIENT }),
    async () => {
      await peer.ask('start');
      const begin = performance.now();
      if ((await peer.ask('stop')) !== 0) throw new Error('The peer left a process behind.');
      return performance.now() - begin;
    },
    { rounds: 5, samples: 20 },
  );
  const deaf = await compareP95(
    () => timeToEnd(pool, { ...base, ...DEAF }),
    async () => GRACE,
    { rounds: 5, samples: 4 },
  );
  return [
    ratioRow(
      'cancel of an obedient command until its tree is gone / signal, wait, one look, p95',
      obedient,
      1.5,
    ),
    ratioRow('cancel of a command deaf to SIGTERM / the grace, p95', deaf, 1.1),
  ];
}

/** Cancels a task whose command runs. Gives the milliseconds until it was over with all its processes. */
async function timeToEnd(
  pool: WorkerPool,
  task: Parameters<WorkerPool['execute']>[0] & { readonly projectPath: string },
): Promise<number> {
  const started = new Promise<void>((resolve) => pool.on('task-started', () => resolve()));
  const ended = pool.execute(task).then(
    () => Promise.reject(new Error('A task that sleeps has ended.')),
    () => performance.now(),
  );
  await started;
  const worker = findWorker(task.projectPath);
  const commands = (): number[] =>
    processesBelow(worker)
      .map(({ pid }) => pid)
      .filter((pid) => commandLineOf(pid)[0] === 'sleep');
  await until(() => commands().length > 0);
  const begin = performance.now();
  await pool.cancel();
  const end = await ended;
  if (commands().length > 0) throw new Error('A task has settled, and its command is still there.');
  return end - begin;
}
