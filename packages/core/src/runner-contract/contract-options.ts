/** Options that a runner under test is created with. */
export interface RunnerContractOptions {
  /** For tasks without a timeout of their own. In milliseconds. */
  readonly timeout: number;
  /** Between asking a task to stop and killing what is left of it. In milliseconds. */
  readonly grace: number;
  /** Tasks that run at once. */
  readonly concurrency: number;
  /** Folder for the runner's own data. */
  readonly homeFolder: string;
}
