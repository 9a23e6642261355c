/** Time for the last writes of a task that was stopped. In milliseconds. */
const LAST_WRITE_TIMEOUT = 5_000;

/**
 * Returns the signal for the last writes of a task: the task's own signal, or a short timeout when the task was already
 * stopped, so that the issue does not keep looking busy.
 */
export function lastSignal(signal: AbortSignal): AbortSignal {
  return signal.aborted ? AbortSignal.timeout(LAST_WRITE_TIMEOUT) : signal;
}
