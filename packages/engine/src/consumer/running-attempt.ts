import { type Task, TaskError } from '@poppobuilder/core';
import type { JobData } from '../submit/submit-options.ts';
import type { HeldAttempt } from './lease-keeper.ts';

/** A job as `fetch()` of pg-boss gives it. */
export interface FetchedJob {
  readonly id: string;
  readonly data: JobData;
  readonly retryCount: number;
  /** How often it is tried again, those attempts included that used none up. */
  readonly retryLimit?: number;
  /** Its lease: what the queue gave when it was submitted, whatever this engine's is. */
  readonly heartbeatSeconds?: number | null;
}

/** Milliseconds of a lease for a job that pg-boss would wait for without an end. */
const ENDLESS = 60_000;

/** Why a run is stopped before it ends by itself. */
export type StopCause =
  | { readonly kind: 'cancelled' | 'expired'; readonly reason: string }
  | { readonly kind: 'released' }
  | { readonly kind: 'lost' };

const REASONS = {
  released: 'The consumer stops; another one starts the task again.',
  lost: 'The lease of the task was lost.',
} as const;

/** An attempt that this process works on. */
export class RunningAttempt implements HeldAttempt {
  readonly queue: string;
  readonly jobId: string;
  readonly retryCount: number;
  readonly lease: number;
  readonly attempt: number;
  /** Whether a failure of it is the end of the task, also a retryable one. */
  readonly isLastAttempt: boolean;
  readonly task: Task;
  readonly data: JobData;
  /** Resolves when nothing of it runs any more. */
  readonly end: Promise<void>;
  readonly ended: () => void;
  readonly #controller = new AbortController();
  #stopCause: StopCause | undefined;

  constructor(queue: string, { id, data, retryCount, retryLimit = 0, heartbeatSeconds }: FetchedJob) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.end = promise;
    this.ended = () => resolve();
    this.queue = queue;
    this.jobId = id;
    this.retryCount = retryCount;
    this.lease = typeof heartbeatSeconds === 'number' ? heartbeatSeconds * 1_000 : ENDLESS;
    this.attempt = retryCount + 1;
    this.isLastAttempt = retryCount >= retryLimit;
    this.data = data;
    this.task = { ...data.task, id: data.task.id ?? id };
  }

  /** Aborts with the reason when it is stopped, wherever its task is on its way. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The first cause to stop it; it decides how the attempt ends. */
  get stopCause(): StopCause | undefined {
    return this.#stopCause;
  }

  stop(cause: StopCause): void {
    if (this.#stopCause !== undefined) return;
    this.#stopCause = cause;
    this.#controller.abort('reason' in cause ? cause.reason : givenBack(REASONS[cause.kind]));
  }
}

/** Why an attempt is stopped that another one follows. */
const givenBack = (message: string): TaskError =>
  new TaskError({ code: 'TASK_CANCELLED', message, retryable: true });
