import { setFields, TaskError, type TaskErrorOptions } from './task-error.ts';

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
}

/** A command that did not start, exited with another code than 0, was ended by a signal, or ran out of time. */
export class CommandError extends TaskError {
  declare readonly exitCode?: number;
  declare readonly signal?: string;
  declare readonly stdout: string;
  declare readonly stderr: string;
  declare readonly timedOut: boolean;

  constructor(options: Omit<TaskErrorOptions, 'code'> & CommandErrorFields) {
    super({ ...options, code: 'COMMAND_FAILED' });
    this.name = 'CommandError';
    const redact = options.redact ?? ((text: string): string => text);
    const { exitCode, signal, stdout, stderr, timedOut } = options;
    setFields(this, { exitCode, signal, stdout: redact(stdout), stderr: redact(stderr), timedOut });
  }
}
