import { exitCodeOf, TaskError } from '@poppobuilder/core';
import { CommanderError } from 'commander';
import { createReporter, type ReporterOptions } from './create-reporter.ts';

/** Reports the error that ended the program. Resolves with the exit code when everything is written. */
export async function reportError(error: unknown, options: ReporterOptions): Promise<number> {
  const reporter = createReporter(options);
  const known = asTaskError(error);
  reporter.refuse({ error: known });
  await reporter.close();
  return exitCodeFor(error) ?? exitCodeOf(known.code);
}

/** The exit codes of errors that a daemon reports, or that none answers. */
function exitCodeFor(error: unknown): number | undefined {
  const { name, status } = Object(error) as { readonly name?: unknown; readonly status?: unknown };
  if (name === 'NoDaemonError') return 3;
  if (name !== 'ApiError') return undefined;
  return status === 400 || status === 404 ? 2 : 1;
}

function asTaskError(error: unknown): TaskError {
  if (TaskError.is(error)) return error;
  if (error instanceof CommanderError) return usageError(error);
  if (exitCodeFor(error) !== undefined) {
    const { code, message, hint } = error as Pick<TaskError, 'code' | 'message' | 'hint'>;
    return new TaskError({ code, message, hint });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new TaskError({
    code: 'COMPONENT_FAILED',
    message: `poppo failed: ${reason}`,
    hint: 'This is a bug in PoppoBuilder. Please report it.',
    cause: error,
  });
}

/** Returns commander's error as a `TaskError`. Its suggestion becomes the hint. */
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
