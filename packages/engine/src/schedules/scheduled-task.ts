import type { Submission } from '../submit/submit-options.ts';
import { scheduleKey } from './check-schedule.ts';
import type { ScheduleRow } from './schedule-row.ts';

/** What a schedule submits for an occurrence; the same for the same one. */
export function scheduledTask(
  { id, task, options, overlap }: Pick<ScheduleRow, 'id' | 'task' | 'options' | 'overlap'>,
  at: Date,
  { isManual = false }: { readonly isManual?: boolean } = {},
): Submission & { readonly task: { readonly id: string } } {
  const occurrence = at.toISOString();
  const isOrdered = overlap === 'queue' || overlap === 'cancel';
  return {
    task: {
      ...task,
      id: `schedule:${id}:${isManual ? 'manual:' : ''}${occurrence}`,
      metadata: { ...task.metadata, schedule: { id, occurrence, ...(isManual ? { isManual } : {}) } },
    },
    options: { ...options, ...(isOrdered ? { concurrencyKey: scheduleKey(id) } : {}) },
  };
}
