/** What the workers of a pool use at one moment. */
export interface WorkerUsage {
  /** Workers that have a task. */
  readonly busy: number;
  /** Workers that wait for one. */
  readonly idle: number;
  /** Resident memory of all workers with everything that they started, in bytes. Shared pages count more than once. 0 on Windows. */
  readonly residentBytes: number;
}
