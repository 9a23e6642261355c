import type { WorkerPool } from '@poppobuilder/worker-pool';
import { compareP95 } from '../harness/compare-p95.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { openBenchPool } from './bench-pool.ts';
import { bundleImports } from './bundle.ts';
import { PeerProcess } from './peer-process.ts';
import { commandOfWorker, withFolder } from './worker-command.ts';
import { until, workersOf } from './worker-processes.ts';

const OPTIONS = { rounds: 5, samples: 20 };

/**
 * From `execute()` to `task-started`, with plugins known and the sandbox probed, compared with a bare fork of one bundle
 * with the same imports in the same sandbox until its first message. Both have what they need in V8's compile cache.
 */
export async function benchReady(): Promise<Row[]> {
  using folders = new ProjectFolders();
  const model = { id: 'task', type: 'no-op', projectId: 'model', projectPath: folders.add('model') };
  await using modelPool = await openBenchPool(folders);
  await modelPool.execute(model);
  const forkBundle = await prepareFork(folders.add('bundle'), commandOfWorker(model.projectPath));

  const task = { ...model, projectId: 'project', projectPath: folders.add('project') };
  await using coldPool = await openBenchPool(folders, { idleTimeout: 1 });
  const cold = await compareP95(
    async () => {
      await until(() => workersOf(task.projectPath).length === 0);
      return timeToStart(coldPool, task);
    },
    forkBundle,
    OPTIONS,
  );

  // With its last task a worker's successor is started: while that task waits, it gets ready.
  await using sparePool = await openBenchPool(folders, { recycleAfter: 1 });
  await sparePool.execute({ ...task, wait: 1_000 });
  const spare = await compareP95(() => timeToStart(sparePool, { ...task, wait: 700 }), forkBundle, {
    rounds: 5,
    samples: 12,
  });
  const peer = 'bare fork of one bundle, p95';
  return [
    ratioRow(`worker started for a task / ${peer}`, cold, 1.5),
    ratioRow(`spare worker at hand / ${peer}`, spare, 0.5),
  ];
}

/** Runs a task. Gives the milliseconds until it had started. */
async function timeToStart(pool: WorkerPool, task: Parameters<WorkerPool['execute']>[0]): Promise<number> {
  let startedAt = Number.NaN;
  const onStart = (): void => void (startedAt = performance.now());
  pool.on('task-started', onStart);
  const begin = performance.now();
  await pool.execute(task);
  pool.off('task-started', onStart);
  return startedAt - begin;
}

/** Makes the bundle and its compile cache. Gives what forks it once and tells the milliseconds until its message. */
async function prepareFork(folder: string, command: readonly string[]): Promise<() => Promise<number>> {
  const bundle = await bundleImports(folder);
  const environment = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: folder };
  const first = await PeerProcess.start([...withFolder(command, folder, true), bundle], environment);
  await first.finish('flush');
  const line = [...withFolder(command, folder), bundle];
  return async () => {
    const begin = performance.now();
    const peer = await PeerProcess.start(line, environment);
    const time = performance.now() - begin;
    await peer[Symbol.asyncDispose]();
    return time;
  };
}
