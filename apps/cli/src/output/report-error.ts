import { exitCodeOf, TaskError } from '@poppobuilder/core';
import { CommanderError } from 'commander';
import { createReporter, type ReporterOptions } from './create-reporter.ts';
import { usageError } from './usage-error.ts';

/** Tells of an error that ended the program. Resolves with the exit code when it is written. */
export async function reportError(error: unknown, options: ReporterOptions): Promise<number> {
  const reporter = createReporter(options);
  const known = asTaskError(error);
  reporter.refuse({ error: known });
  await reporter.close();
  return exitCodeOf(known.code);
}

function asTaskError(error: unknown): TaskError {
  if (TaskError.is(error)) return error;
  if (error instanceof CommanderError) return usageError(error);
  const reason = error instanceof Error ? error.message : String(error);
  return new TaskError({
    code: 'COMPONENT_FAILED',
    message: `poppo failed: ${reason}`,
    hint: 'This is a mistake in PoppoBuilder. Please report it.',
    cause: error,
  });
}
