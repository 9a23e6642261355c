import type { JobData } from './job-data.ts';

/** A job as pg-boss's `fetch()` returns it. */
export interface FetchedJob {
  readonly id: string;
  readonly data: JobData;
  readonly retryCount: number;
  /** How many retries the job has, including those for attempts that did not count. */
  readonly retryLimit?: number;
  /** The lease that its queue had when it was submitted, whatever the lease of this engine is. In seconds. */
  readonly heartbeatSeconds?: number | null;
}
