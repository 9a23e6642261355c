import { TaskError } from '@poppobuilder/core';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_CODE_CANCELLED = 130;

/**
 * Listens for signals that ask this process to stop. The first calls `onFirst`; the second ends the process immediately
 * and kills what is still running. Returns a function that stops listening.
 */
export function onStopSignals(onFirst: (signal: NodeJS.Signals) => void): () => void {
  let isStopping = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(EXIT_CODE_CANCELLED);
    isStopping = true;
    onFirst(signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}

/**
 * Runs a function that stops early, and cleans up, when this process is asked to stop. Rejects with `TASK_CANCELLED`
 * then, and otherwise as the function does.
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
