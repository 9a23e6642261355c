import { type Task, TaskError } from '@poppobuilder/core';
import { formatPath } from '@poppobuilder/core/runner-kit';
import { findUnsupportedText } from '../database/sanitize-for-postgres.ts';
import type { SubmitOptions } from './submit-options.ts';

/**
 * Throws `INVALID_TASK` for text that Postgres cannot store. It is not replaced here: two ids or keys could become equal.
 */
export function checkTexts(task: Task, options: SubmitOptions): void {
  const inTask = findUnsupportedText(task);
  const path = inTask ?? findUnsupportedText(options);
  if (path === undefined) return;
  const place = `${inTask === undefined ? 'option' : 'field'} ${formatPath(path)}`;
  throw new TaskError({
    code: 'INVALID_TASK',
    message: `The task cannot be stored: its ${place} has a NUL character or an unpaired surrogate, which the database cannot store.`,
    hint: 'Remove NUL characters, and apply toWellFormed() to text that was cut within a character.',
    ...(inTask?.[0] === 'id' ? {} : { taskId: task.id }),
  });
}
