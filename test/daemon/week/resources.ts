import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a daemon has taken. */
export interface Resources {
  /** In MB. */
  readonly memory: number;
  /** Open files and connections. */
  readonly handles: number;
  /** Processes that it started and that still run. */
  readonly processes: number;
}

/** Handles of each worker: its pipes. */
const OF_A_WORKER = 10;

/** Returns what a process has taken. Linux only: elsewhere it is nothing. */
export function resourcesOf(pid: number): Resources {
  if (process.platform !== 'linux') return { memory: 0, handles: 0, processes: 0 };
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    memory: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1_024,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    processes: readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).length,
  };
}

/** The most that a daemon may have taken after all its work, when it had so much before: its idle workers come and go. */
export function mostAfter({ memory, handles }: Resources, { processes }: Resources): Resources {
  return { memory: memory * 1.5 + 100, handles: handles + 20 + OF_A_WORKER * processes, processes };
}

/** Returns the worktrees in a home, as `project/name`. */
export function worktreesIn(home: string): string[] {
  const folder = join(home, 'workspaces');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((project) =>
    readdirSync(join(folder, project)).map((name) => `${project}/${name}`),
  );
}
