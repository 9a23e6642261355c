import type { Submission } from '../submit/submit-options.ts';
import { scheduleKey } from './check-schedule.ts';
import type { ScheduleRow } from './schedule-row.ts';

/** Returns what a schedule submits for an occurrence: always the same, except for the id of one that a caller asked for. */
export function scheduledTask(
  { id, task, options, overlap }: Pick<ScheduleRow, 'id' | 'task' | 'options' | 'overlap'>,
  at: Date,
  manualId?: string,
): Submission & { readonly task: { readonly id: string } } {
  const occurrence = at.toISOString();
  const isOrdered = overlap === 'queue' || overlap === 'cancel';
  const isManual = manualId !== undefined;
  return {
    task: {
      ...task,
      id: `schedule:${id}:${manualId ?? occurrence}`,
      metadata: { ...task.metadata, schedule: { id, occurrence, ...(isManual ? { isManual } : {}) } },
    },
    options: { ...options, ...(isOrdered ? { concurrencyKey: scheduleKey(id) } : {}) },
  };
}
