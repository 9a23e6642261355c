import { HumanReporter } from './human-reporter.ts';
import { JsonReporter } from './json-reporter.ts';
import { Output } from './output.ts';
import type { Reporter } from './reporter.ts';

/** Options of {@link createReporter}. */
export interface ReporterOptions {
  /** Whether to write JSON to standard output. @defaultValue false */
  readonly json?: boolean | undefined;
}

/** Creates the reporter for standard output and error of this process. */
export function createReporter({ json = false }: ReporterOptions): Reporter {
  const stdout = new Output(process.stdout);
  const stderr = new Output(process.stderr);
  if (json) return new JsonReporter(stdout, stderr);
  return new HumanReporter(stdout, stderr, { live: process.stdout.isTTY && process.env['TERM'] !== 'dumb' });
}
