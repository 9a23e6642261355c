import { setTimeout } from 'node:timers/promises';
import { TaskError } from '../errors/task-error.ts';
import { isSqliteBusy } from './sqlite-busy.ts';

/** How long a statement waits for other processes, in milliseconds. */
const LOCK_TIMEOUT = 10_000;

/** Limits of the pause before the next try, in milliseconds; a random one keeps two processes from going in step. */
const [SHORTEST_PAUSE, LONGEST_PAUSE] = [5, 50];

/**
 * Runs SQL, again while another process holds the lock of the database. Between two tries everything else continues:
 * SQLite's own waiting would stop the whole process.
 *
 * Rejects with `COMPONENT_FAILED`, retryable, when the lock is held for longer than `timeout` milliseconds, and with
 * what the SQL throws otherwise.
 */
export async function retryWhileBusy<T>(run: () => T, timeout: number = LOCK_TIMEOUT): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    try {
      return run();
    } catch (error) {
      if (!isSqliteBusy(error)) throw error;
      if (performance.now() >= deadline) throw heldTooLong(timeout, error);
    }
    await setTimeout(SHORTEST_PAUSE + Math.random() * (LONGEST_PAUSE - SHORTEST_PAUSE));
  }
}

function heldTooLong(timeout: number, cause: unknown): TaskError {
  return new TaskError({
    code: 'COMPONENT_FAILED',
    message: `Another process has held the lock of the project's state for more than ${timeout} ms.`,
    hint: 'End the process that uses state.sqlite in the home folder of the project, or run the task again.',
    component: 'StateStore',
    retryable: true,
    cause,
  });
}
