import { fileURLToPath } from 'node:url';
import { Tinypool } from 'tinypool';
import { compare } from '../harness/compare.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { rateRow, type Row } from '../harness/row.ts';
import { openBenchPool } from './bench-pool.ts';

/** The module that tinypool's workers run. */
export const NO_OP_PEER: string = fileURLToPath(new URL('peers/no-op.js', import.meta.url));

/** Tasks that each lane takes through one after the other, for one measurement. */
const TASKS = 50;

/** The throughput of no-op tasks through warm workers, compared with tinypool in its runtime `child_process`. */
export async function benchNoOp(): Promise<Row[]> {
  return [...(await benchWorkers(1)), ...(await benchWorkers(2))];
}

async function benchWorkers(workers: number): Promise<Row[]> {
  using folders = new ProjectFolders();
  const projects = Array.from({ length: workers }, (_, index) => {
    const projectId = `project-${index}`;
    return { projectId, projectPath: folders.add(projectId) };
  });
  const tasks = projects.map((project, lane) => ({
    id: `task-${lane}`,
    type: 'no-op',
    ...project,
    text: 'hello',
  }));
  await using pool = await openBenchPool(folders, { maxWorkers: workers });
  let seen = 0;
  pool.on('task-started', () => void (seen += 1));
  const tinypool = new Tinypool({
    runtime: 'child_process',
    filename: NO_OP_PEER,
    minThreads: workers,
    maxThreads: workers,
    isolateWorkers: false,
  });
  let seenByPeer = 0;
  const channel = { onMessage: () => undefined, postMessage: () => void (seenByPeer += 1) };
  try {
    const comparison = await compare(
      () => inLanes(tasks, (task) => pool.execute(task)),
      () => inLanes(tasks, (task) => tinypool.run(task, { channel })),
      { rounds: 15, time: 300, unit: 'us' },
    );
    if (seen === 0 || seenByPeer === 0) throw new Error('One side sent no events.');
    const each = workers * TASKS;
    const { value, peer, ratio } = comparison;
    const name = `no-op, ${workers} warm ${workers === 1 ? 'worker' : 'workers'} / tinypool child_process`;
    return [rateRow(name, { value: value / each, peer: peer / each, ratio }, 0.9)];
  } finally {
    await tinypool.destroy();
  }
}

/** Runs each task again and again, one after the other, and all of them side by side. */
async function inLanes<Task>(
  tasks: readonly Task[],
  execute: (task: Task) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    tasks.map(async (task) => {
      for (let count = 0; count < TASKS; count += 1) await execute(task);
    }),
  );
}
