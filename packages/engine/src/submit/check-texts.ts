import { type Task, TaskError } from '@poppobuilder/core';
import { formatPath } from '@poppobuilder/core/runner-kit';
import { findUnsupportedText } from '../database/sanitize-for-postgres.ts';
import type { SubmitOptions } from './submit-options.ts';

/**
 * Throws `INVALID_TASK` for text that Postgres cannot hold. It is not mended here: two ids or keys could become the same.
 */
export function checkTexts(task: Task, options: SubmitOptions): void {
  const inTask = findUnsupportedText(task);
  const path = inTask ?? findUnsupportedText(options);
  if (path === undefined) return;
  const place = `${inTask === undefined ? 'option' : 'field'} ${formatPath(path)}`;
  throw new TaskError({
    code: 'INVALID_TASK',
    message: `The task cannot be kept: its ${place} has a NUL character or half a surrogate pair, and no text of the database can hold these.`,
    hint: 'Take NUL characters out, and apply toWellFormed() to text that was cut off in the middle of a character.',
    ...(inTask?.[0] === 'id' ? {} : { taskId: task.id }),
  });
}
