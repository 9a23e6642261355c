import type { TaskError } from '@poppobuilder/core';
import { createStyle, type TerminalStream } from './output.ts';
import { printable, printableLine } from './printable.ts';

/**
 * Returns an error as lines for people: its code and message, then how to fix it.
 *
 * @param taskId - the task that failed, if there are several
 */
export function formatError(
  { code, message, hint }: Pick<TaskError, 'code' | 'message' | 'hint'>,
  stream: TerminalStream,
  taskId?: string,
): string {
  const style = createStyle(stream);
  const about = taskId === undefined ? '' : ` in task ${printableLine(JSON.stringify(taskId))}`;
  const lines = [`${style('red', `error ${code}${about}:`)} ${printable(message)}`];
  if (hint !== undefined) lines.push(`${style('cyan', 'hint:')} ${printable(hint)}`);
  return `${lines.join('\n')}\n`;
}
