import type { TransferSummary } from '@poppobuilder/engine';

/** Prints a summary for people to standard error, because standard output may be the export itself. */
export function writeTransfer(what: string, { tasks, openTasks, events, schedules }: TransferSummary): void {
  process.stderr.write(
    `${what} ${count(tasks, 'task')} (${openTasks} open), ${count(schedules, 'schedule')} and ${count(events, 'event')}.\n`,
  );
}

const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
