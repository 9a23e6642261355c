/** Milliseconds that the last writes of a task may take once it has been stopped. */
const LAST_WRITE_TIME = 5_000;

/**
 * The signal for a write that ends a task's work: the task's own, or a short time when the task was stopped already, so
 * that nothing is left looking busy.
 */
export function lastSignal(signal: AbortSignal): AbortSignal {
  return signal.aborted ? AbortSignal.timeout(LAST_WRITE_TIME) : signal;
}
