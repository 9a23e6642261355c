import { totalmem } from 'node:os';

/** How many workers there are for each task that runs, at least. */
const WARM = 4;

/** How many workers a project has, where an agent works on it: each of its task types and triggers has its own. */
const OF_A_PROJECT = 4;

/** What an idle worker takes, generously. In bytes. */
const WORKER_MEMORY = 100 * 1024 ** 2;

/** The part of the memory that idle workers may take. */
const PART = 0.25;

/** What a daemon has to do. */
export interface WorkerDemand {
  /** Tasks that run at once. */
  readonly running: number;
  readonly projects: number;
}

/**
 * Returns how many workers a daemon keeps at most. Starting a worker takes far longer than most events of triggers, so those
 * of all projects stay for a while, where there is memory for them: were there fewer, each event of many busy projects would
 * end the worker that one of the next events needs.
 */
export function workersFor({ running, projects }: WorkerDemand, memory: number = totalmem()): number {
  const wanted = Math.max(running * WARM, projects * OF_A_PROJECT);
  return Math.max(running, Math.min(wanted, Math.floor((memory * PART) / WORKER_MEMORY)));
}
