/** Says in one sentence why nothing was created, and what to do. */
export class CreateError extends Error {
  override readonly name = 'CreateError';

  /** What the process ends with: 2 for input that cannot be used, 1 for a folder that cannot be written, 130 for Ctrl-C. */
  readonly exitCode: number;

  constructor(message: string, { exitCode, cause }: { readonly exitCode: number; readonly cause?: unknown }) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** Returns the error for input that cannot be used. */
export const invalidInput = (message: string): CreateError => new CreateError(message, { exitCode: 2 });
