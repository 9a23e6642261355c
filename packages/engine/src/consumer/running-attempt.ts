import { type Task, TaskError } from '@poppobuilder/core';
import type { FetchedJob } from '../job/fetched-job.ts';
import type { Moment } from '../dispatch/moment.ts';
import type { JobData } from '../job/job-data.ts';
import type { StartingAttempt } from './start-guard.ts';
import type { StopCause } from './stop-cause.ts';

/** The lease of a job whose queue has none. In milliseconds. */
const DEFAULT_LEASE = 60_000;

const REASONS = {
  released: 'The consumer stops; another one starts the task again.',
  lost: 'The lease of the task was lost.',
} as const;

/** An attempt that runs in this process. */
export class RunningAttempt implements StartingAttempt {
  readonly queue: string;
  readonly jobId: string;
  readonly retryCount: number;
  /** In milliseconds. */
  readonly lease: number;
  readonly attempt: number;
  /** Whether the task ends when this attempt fails, also with a retryable error. */
  readonly isLastAttempt: boolean;
  readonly task: Task;
  readonly data: JobData;
  confirmedAt: Moment;
  isCleared = false;
  /** Resolves after {@link RunningAttempt.begin}. */
  readonly begun: Promise<void>;
  /** Marks that the runner has started the task. */
  readonly begin: () => void;
  /** Resolves after {@link RunningAttempt.finish}. */
  readonly finished: Promise<void>;
  /** Marks that nothing of the attempt runs any more. */
  readonly finish: () => void;
  readonly #controller = new AbortController();
  #stopCause: StopCause | undefined;

  constructor(
    queue: string,
    { id, data, retryCount, retryLimit = 0, heartbeatSeconds }: FetchedJob,
    fetchedAt: Moment,
  ) {
    this.confirmedAt = fetchedAt;
    const { promise, resolve } = Promise.withResolvers<void>();
    const start = Promise.withResolvers<void>();
    this.begun = start.promise;
    this.begin = () => {
      this.isCleared = true;
      start.resolve();
    };
    this.finished = promise;
    this.finish = () => resolve();
    this.queue = queue;
    this.jobId = id;
    this.retryCount = retryCount;
    this.lease = typeof heartbeatSeconds === 'number' ? heartbeatSeconds * 1_000 : DEFAULT_LEASE;
    this.attempt = retryCount + 1;
    this.isLastAttempt = retryCount >= retryLimit;
    this.data = data;
    this.task = { ...data.task, id: data.task.id ?? id };
  }

  /** Aborts with the reason when the attempt is stopped, whatever step it is in. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first cause to stop the attempt, which decides its outcome. */
  get stopCause(): StopCause | undefined {
    return this.#stopCause;
  }

  stop(cause: StopCause): void {
    if (this.#stopCause !== undefined) return;
    this.#stopCause = cause;
    this.#controller.abort(reasonFor(cause));
  }
}

function reasonFor(cause: StopCause): unknown {
  if (cause.kind === 'held') return handedBack(cause.reason, true);
  return 'reason' in cause ? cause.reason : handedBack(REASONS[cause.kind]);
}

/** Returns the reason for stopping an attempt that another one follows. */
const handedBack = (message: string, deferred = false): TaskError =>
  new TaskError({ code: 'TASK_CANCELLED', message, retryable: true, ...(deferred ? { deferred } : {}) });
