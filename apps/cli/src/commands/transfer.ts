import { TaskError } from '@poppobuilder/core';
import type { TransferSummary } from '@poppobuilder/engine';
import { onStopSignals } from './stop-signals.ts';

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

/** Prints a summary for people to standard error, because standard output may be the export itself. */
export function writeTransfer(what: string, { tasks, openTasks, events, schedules }: TransferSummary): void {
  process.stderr.write(
    `${what} ${count(tasks, 'task')} (${openTasks} open), ${count(schedules, 'schedule')} and ${count(events, 'event')}.\n`,
  );
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
