import { TaskError } from '../errors/task-error.ts';
import { untilAborted } from '../timers/until-aborted.ts';
import type { CostLimit } from './cost-limit.ts';
import type { PlanApproval } from './plan-approval.ts';
import type { ExecuteOptions } from './task-runner.ts';

/** The control of one attempt at a task: how it is asked to stop, how far it came, and when it has ended. */
export class TaskRun {
  /** What the caller submitted, unchecked. */
  readonly given: unknown;
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  readonly mayDefer: boolean;
  readonly costLimit: CostLimit | undefined;
  readonly approval: PlanApproval | undefined;
  /** `performance.now()` at the start; in milliseconds. */
  startedAt: number | undefined;
  /** The last stage that the handler reported. */
  stage: string | undefined;
  /** Whether the outcome is decided: an abort has no effect any more. */
  decided = false;
  /** Whether the terminal event was sent: no progress or log event may follow it. */
  concluded = false;
  /** The reason of the cancellation, as the caller worded it. */
  cancelReason = '';
  /** Created when the signal is first read: most tasks end without that. */
  #controller: AbortController | undefined;
  #abortReason: TaskError | undefined;
  #abortListeners: Set<() => void> | undefined;
  #ended: PromiseWithResolvers<void> | undefined;
  #hasEnded = false;
  readonly #outerSignal: AbortSignal | undefined;
  readonly #confirmStart: ExecuteOptions['confirmStart'];

  constructor(given: unknown, options: ExecuteOptions) {
    this.given = given;
    this.attempt = options.attempt ?? 1;
    this.isLastAttempt = options.isLastAttempt ?? true;
    this.mayDefer = options.mayDefer ?? false;
    this.costLimit = options.costLimit;
    this.approval = options.approval;
    this.#outerSignal = options.signal;
    this.#confirmStart = options.confirmStart;
    if (options.signal === undefined) return;
    if (options.signal.aborted) this.#onOuterAbort();
    else options.signal.addEventListener('abort', this.#onOuterAbort, { once: true });
  }

  /** Aborts when the task is asked to stop, with the `TaskError` as its reason. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** Why the task is asked to stop; absent as long as it is not. */
  get abortReason(): TaskError | undefined {
    return this.#abortReason;
  }

  /** Calls a listener when the task is asked to stop, as a listener of the signal would be. Returns what removes it. */
  onAbort(listener: () => void): () => void {
    const listeners = (this.#abortListeners ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Throws the reason if the task is asked to stop. */
  throwIfAborted(): void {
    if (this.#abortReason !== undefined) throw this.#abortReason;
  }

  /**
   * Asks the caller whether the task may still start, and for how many milliseconds from now it may. Throws, or rejects,
   * when it may not.
   */
  confirmStart(): Promise<number | undefined> | number | undefined {
    const answer = this.#confirmStart?.();
    if (typeof answer === 'object') {
      return untilAborted(answer, this.signal).then(async () => this.confirmStart());
    }
    this.throwIfAborted();
    return answer;
  }

  /** Milliseconds since the start; 0 before it. */
  get duration(): number {
    return this.startedAt === undefined ? 0 : performance.now() - this.startedAt;
  }

  /** Whether the task is asked to stop because it was cancelled. */
  get cancelled(): boolean {
    return this.#abortReason?.code === 'TASK_CANCELLED';
  }

  /** Whether the task was cancelled to be executed again. */
  get isHandedBack(): boolean {
    return this.cancelled && this.#abortReason?.retryable === true;
  }

  /** Resolves when the task has ended in every respect. */
  get ended(): Promise<void> {
    this.#ended ??= Promise.withResolvers<void>();
    if (this.#hasEnded) this.#ended.resolve();
    return this.#ended.promise;
  }

  /** @param retryable - whether the caller executes the task again */
  cancel(reason: string, retryable = false): void {
    if (this.decided || this.#abortReason !== undefined) return;
    this.cancelReason = reason;
    const message = `The task was cancelled: ${reason}.`;
    this.abort(new TaskError({ code: 'TASK_CANCELLED', message, retryable }));
  }

  /** Asks the task to stop. The first reason counts. */
  abort(error: TaskError): void {
    if (this.decided || this.#abortReason !== undefined) return;
    this.#abortReason = error;
    this.#controller?.abort(error);
    for (const listener of this.#abortListeners ?? []) listener();
  }

  /** Resolves {@link ended}, and detaches the run from the caller's signal. */
  end(): void {
    this.#outerSignal?.removeEventListener('abort', this.#onOuterAbort);
    this.#hasEnded = true;
    this.#ended?.resolve();
  }

  readonly #onOuterAbort = (): void => {
    const reason: unknown = this.#outerSignal?.reason;
    const message = reason instanceof Error && reason.name !== 'AbortError' ? reason.message : undefined;
    const retryable = TaskError.is(reason) && reason.retryable;
    this.cancel(message ?? (typeof reason === 'string' ? reason : 'its signal was aborted'), retryable);
  };
}
