import { totalmem } from 'node:os';

/** How many workers there are for each task that runs: each of its projects and task types has its own. */
const WARM = 4;

/** What an idle worker takes, generously. In bytes. */
const WORKER_MEMORY = 100 * 1024 ** 2;

/** The part of the memory that idle workers may take. */
const PART = 0.25;

/**
 * Returns how many workers a daemon keeps at most, for so many tasks at once. Starting a worker takes far longer than most
 * events of triggers, so those of other projects stay for a while, where there is memory for them.
 */
export function workersFor(running: number, memory: number = totalmem()): number {
  return Math.max(running, Math.min(running * WARM, Math.floor((memory * PART) / WORKER_MEMORY)));
}
