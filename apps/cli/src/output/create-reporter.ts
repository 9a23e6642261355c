import { HumanReporter } from './human-reporter.ts';
import { JsonReporter } from './json-reporter.ts';
import { Output } from './output.ts';
import type { Reporter } from './reporter.ts';

/** What to write. */
export interface ReporterOptions {
  /** Whether standard output is for programs. @defaultValue false */
  readonly json?: boolean | undefined;
}

/** The reporter for this process's standard output and error. */
export function createReporter({ json = false }: ReporterOptions): Reporter {
  const stdout = new Output(process.stdout);
  const stderr = new Output(process.stderr);
  if (json) return new JsonReporter(stdout, stderr);
  return new HumanReporter(stdout, stderr, { live: process.stdout.isTTY && process.env['TERM'] !== 'dumb' });
}
