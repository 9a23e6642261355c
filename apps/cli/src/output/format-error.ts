import type { TaskError } from '@poppobuilder/core';
import type { TerminalStream } from './output.ts';
import { printable } from './printable.ts';
import { createStyle } from './style.ts';

/** An error as lines for people: its code and message, then how to mend it. */
export function formatError(
  { code, message, hint }: Pick<TaskError, 'code' | 'message' | 'hint'>,
  stream: TerminalStream,
): string {
  const style = createStyle(stream);
  const lines = [`${style('red', `error ${code}:`)} ${printable(message)}`];
  if (hint !== undefined) lines.push(`${style('cyan', 'hint:')} ${printable(hint)}`);
  return `${lines.join('\n')}\n`;
}
