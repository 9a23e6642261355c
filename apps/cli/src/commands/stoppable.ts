import { TaskError } from '@poppobuilder/core';
import { onStopSignals } from './stop-signals.ts';

/**
 * Does something that ends early, and cleans up, when this process is asked to stop. Rejects with `TASK_CANCELLED` then, and
 * otherwise as it does.
 */
export async function stoppable(what: string, work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const stopListening = onStopSignals((signal) => stop.abort(signal));
  try {
    await work(stop.signal);
  } catch (cause) {
    if (!stop.signal.aborted) throw cause;
    const message = `${what} was stopped by ${stop.signal.reason}. Start it again.`;
    throw new TaskError({ code: 'TASK_CANCELLED', message, cause });
  } finally {
    stopListening();
  }
}
