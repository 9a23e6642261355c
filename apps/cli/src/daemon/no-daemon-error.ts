/** No daemon answers. The exit code is 3. */
export class NoDaemonError extends Error {
  readonly code = 'NO_DAEMON';
  readonly hint = 'Start one with `poppo start`.';

  constructor(where: string, cause: unknown) {
    super(`No daemon answers at ${where}.`, { cause });
    this.name = 'NoDaemonError';
  }
}
