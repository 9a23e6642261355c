import { TaskError } from '../errors/task-error.ts';
import type { Logger } from '../logging/logger.ts';
import type { Masker } from '../masking/masker.ts';
import type { ResolvedPermissions } from '../plugin/permissions.ts';
import type { OpenProject } from '../project/project-scopes.ts';
import type { Scope } from '../services/service-scope.ts';
import type { BaseTask, Task } from '../task/task.ts';
import type { CheckedTask } from '../task/validate-task.ts';
import type { RegisteredHandler } from './handler-registry.ts';
import type { TaskContext } from './task-context.ts';
import type { ExecuteOptions, TaskResult } from './task-runner.ts';

/** One execution of one task: what the steps of its way have found out so far. */
export class TaskRun {
  /** What the caller gave, unchecked. */
  readonly given: unknown;
  readonly attempt: number;
  readonly isLastAttempt: boolean;
  /** Made when somebody asks for the signal: most tasks of a pool end before anybody does. */
  #controller: AbortController | undefined;
  #abortReason: TaskError | undefined;
  readonly #outerSignal: AbortSignal | undefined;
  /** Set by "validate task". */
  declare checked: CheckedTask;
  /** Set by "find handler". */
  declare handler: RegisteredHandler;
  /** Real path. Set by "validate project path". */
  declare projectPath: string;
  /** The task with its input parsed: what the handler gets. Set by "validate input". */
  declare input: BaseTask;
  /** Set by "open project". */
  declare project: OpenProject;
  /** Removes the secrets of the project and of the task itself. Set by "open project". */
  declare masker: Masker;
  /** The task as events show it, masked once. Set by "open project". */
  declare shown: Task;
  /** What the handler declared, less what the project denies. Absent until that is known. */
  declare permissions: ResolvedPermissions | undefined;
  /** Set by "open task scope". */
  declare scope: Scope;
  /** Set by "start". */
  declare context: TaskContext;
  declare logger: Logger;
  declare timeout: number;
  /** What the handler resolved with, unchecked. Set by "run handler". */
  declare returned: unknown;
  /** Set by "validate output". */
  declare result: TaskResult;
  /** `performance.now()` when it started; in milliseconds. */
  startedAt: number | undefined;
  /** Whether it had to wait for its turn. */
  waited = false;
  /** The last stage that the handler reported. */
  stage: string | undefined;
  /** Whether the outcome is decided: what aborts later comes too late. */
  decided = false;
  /** Whether the terminal event is sent: no progress or log event may follow it. */
  concluded = false;
  /** Resolves when the task has ended in every respect. */
  readonly ended: Promise<void>;
  readonly end: () => void;

  constructor(given: unknown, options: ExecuteOptions) {
    this.given = given;
    this.attempt = options.attempt ?? 1;
    this.isLastAttempt = options.isLastAttempt ?? true;
    this.#outerSignal = options.signal;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    this.end = resolve;
    if (options.signal?.aborted === true) this.#onOuterAbort();
    else options.signal?.addEventListener('abort', this.#onOuterAbort, { once: true });
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#abortReason !== undefined) this.#controller.abort(this.#abortReason);
    }
    return this.#controller.signal;
  }

  /** Told when it is asked to stop; the same as a listener of the signal, for who needs no signal. */
  onAbort: (() => void) | undefined;

  /** Throws why it is to stop, when it is. */
  throwIfAborted(): void {
    if (this.#abortReason !== undefined) throw this.#abortReason;
  }

  /** Milliseconds since the start; 0 before it. */
  get duration(): number {
    return this.startedAt === undefined ? 0 : performance.now() - this.startedAt;
  }

  /** Whether it was asked to stop because somebody cancelled it. */
  get cancelled(): boolean {
    return this.#abortReason?.code === 'TASK_CANCELLED';
  }

  /** Whether somebody executes it again after it was cancelled. */
  get isGivenBack(): boolean {
    return this.cancelled && this.#abortReason?.retryable === true;
  }

  /** Why it was cancelled, in the words of whoever did. */
  cancelReason = '';

  /** @param retryable - whether somebody executes the task again */
  cancel(reason: string, retryable = false): void {
    if (this.decided || this.#abortReason !== undefined) return;
    this.cancelReason = reason;
    const message = `The task was cancelled: ${reason}.`;
    this.abort(new TaskError({ code: 'TASK_CANCELLED', message, retryable }));
  }

  abort(error: TaskError): void {
    if (this.decided || this.#abortReason !== undefined) return;
    this.#abortReason = error;
    this.#controller?.abort(error);
    this.onAbort?.();
  }

  /** Lets go of the caller's signal. */
  detach(): void {
    this.#outerSignal?.removeEventListener('abort', this.#onOuterAbort);
  }

  readonly #onOuterAbort = (): void => {
    const reason: unknown = this.#outerSignal?.reason;
    const told = reason instanceof Error && reason.name !== 'AbortError' ? reason.message : undefined;
    const retryable = TaskError.is(reason) && reason.retryable;
    this.cancel(told ?? (typeof reason === 'string' ? reason : 'its signal was aborted'), retryable);
  };
}
