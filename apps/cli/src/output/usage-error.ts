import { TaskError } from '@poppobuilder/core';
import type { CommanderError } from 'commander';

/** A mistake in the command line, in our own words; the suggestion that commander puts below becomes the hint. */
export function usageError({ message }: Pick<CommanderError, 'message'>): TaskError {
  const [what = '', ...more] = message.replace(/^error: /, '').split('\n');
  const suggestion = /^\((.*)\)$/.exec(more.join(' ').trim())?.[1];
  const sentence = what.charAt(0).toUpperCase() + what.slice(1);
  return new TaskError({
    code: 'INVALID_CONFIG',
    message: `${sentence}${/[.?!]$/.test(sentence) ? '' : '.'}`,
    hint: suggestion ?? 'Run poppo --help to see the commands, or poppo <command> --help to see its flags.',
  });
}
