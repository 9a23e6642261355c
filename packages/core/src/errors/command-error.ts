import { setFields, TaskError } from './task-error.ts';
import type { TaskErrorOptions } from './task-error-options.ts';

/** What a {@link CommandError} adds to a {@link TaskError}. */
export interface CommandErrorFields {
  /** The exit code; absent when the command was ended by a signal or never started. */
  readonly exitCode?: number | undefined;
  /** The signal that ended the command. */
  readonly signal?: string | undefined;
  /** What was kept of the command's standard output. */
  readonly stdout: string;
  /** What was kept of the command's standard error. */
  readonly stderr: string;
  /** Whether the command ran into its own `timeout`. */
  readonly timedOut: boolean;
  /** Whether an output stream was longer than what was kept of it. */
  readonly truncated?: boolean | undefined;
  /** File with the command's whole output, when that was truncated. */
  readonly outputFile?: string | undefined;
}

/** Options that cannot be read go to `TaskError` as they are: it says so. */
function copyOf(options: Omit<TaskErrorOptions, 'code'>): TaskErrorOptions {
  try {
    return { ...options, code: 'COMMAND_FAILED' };
  } catch {
    return options as TaskErrorOptions;
  }
}

/** A command that did not start, exited with another code than 0, was ended by a signal, or ran out of time. */
export class CommandError extends TaskError {
  declare readonly exitCode?: number;
  declare readonly signal?: string;
  declare readonly stdout: string;
  declare readonly stderr: string;
  declare readonly timedOut: boolean;
  declare readonly truncated?: boolean;
  declare readonly outputFile?: string;

  constructor(options: Omit<TaskErrorOptions, 'code'> & CommandErrorFields) {
    super(copyOf(options));
    this.name = 'CommandError';
    const redact = options.redact ?? ((text: string): string => text);
    const { exitCode, signal, timedOut, truncated, outputFile } = options;
    const [stdout, stderr] = [redact(options.stdout), redact(options.stderr)];
    setFields(this, { exitCode, signal, stdout, stderr, timedOut, truncated, outputFile });
  }
}
