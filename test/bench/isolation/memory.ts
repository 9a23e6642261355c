import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Tinypool } from 'tinypool';
import { median } from '../harness/median.ts';
import { ProjectFolders } from '../harness/project-folders.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { openBenchPool } from './bench-pool.ts';
import { NO_OP_PEER } from './no-op.ts';
import { findWorker, processesBelow } from './worker-processes.ts';

const ROUNDS = 5;
const WORKERS = 2;
const WARM_UP = 200;

/** Milliseconds after which both sides have been idle for a while. */
const REST = 1_000;

interface Memory {
  readonly proportional: number;
  readonly resident: number;
}

/** The memory of two warm, idle workers with bubblewrap's own processes, compared with two children of tinypool. */
export async function benchMemory(): Promise<Row[]> {
  const rounds: { readonly value: Memory; readonly peer: Memory }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measureOnce());
  const row = (name: string, field: keyof Memory, most?: number): Row =>
    ratioRow(
      name,
      {
        unit: 'MB',
        value: median(rounds.map(({ value }) => value[field])),
        peer: median(rounds.map(({ peer }) => peer[field])),
        ratio: median(rounds.map(({ value, peer }) => value[field] / peer[field])),
      },
      most,
    );
  return [
    row('memory of 2 idle workers (PSS) / tinypool, same modules', 'proportional', 1.25),
    row('the same as resident memory (RSS)', 'resident'),
  ];
}

async function measureOnce(): Promise<{ readonly value: Memory; readonly peer: Memory }> {
  using folders = new ProjectFolders();
  const tasks = Array.from({ length: WORKERS }, (_, index) => {
    const projectId = `project-${index}`;
    return { id: projectId, type: 'no-op', projectId, projectPath: folders.add(projectId) };
  });
  await using pool = await openBenchPool(folders);
  const tinypool = new Tinypool({
    runtime: 'child_process',
    filename: NO_OP_PEER,
    minThreads: WORKERS,
    maxThreads: WORKERS,
    isolateWorkers: false,
  });
  try {
    for (let count = 0; count < WARM_UP; count += 1) {
      await Promise.all(tasks.map((task) => pool.execute(task)));
      await Promise.all(tasks.map((task) => tinypool.run(task)));
    }
    await delay(REST);
    return {
      value: memoryOf(tasks.map(({ projectPath }) => findWorker(projectPath))),
      peer: memoryOf(tinypool.threads.map(({ threadId }) => threadId)),
    };
  } finally {
    await tinypool.destroy();
  }
}

/** Megabytes of processes with all below them. */
function memoryOf(roots: readonly number[]): Memory {
  const pids = roots.flatMap((root) => [root, ...processesBelow(root).map(({ pid }) => pid)]);
  const texts = pids.map((pid) => readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
  const sum = (name: string): number =>
    texts.reduce(
      (total, text) => total + Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(text)?.[1]),
      0,
    ) / 1_000;
  return { proportional: sum('Pss'), resident: sum('Rss') };
}
