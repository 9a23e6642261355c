import { TaskError, type TaskRunner, withMiddleware } from '@poppobuilder/core';
import type { PgBoss } from 'pg-boss';
import type { Claims } from '../claims/claims.ts';
import type { ResultCache } from '../cache/result-cache.ts';
import type { Database } from '../database/database.ts';
import { Fetcher } from '../flow-control/concurrency/fetcher.ts';
import { policyOf, type ProjectPolicies } from '../flow-control/project-policy.ts';
import { projectCap } from '../flow-control/turns/project-cap.ts';
import { type Turn, Turns } from '../flow-control/turns/turns.ts';
import { waitingProjects } from '../flow-control/turns/waiting-projects.ts';
import type { CancelRequest, Signals } from '../events/signals.ts';
import { AddedTasks } from '../flows/added-tasks.ts';
import type { Flows } from '../flows/flows.ts';
import type { Queues } from '../queues/queues.ts';
import type { SchemaNames } from '../schema/names.ts';
import { queueTraits } from '../schema/queue-names.ts';
import { LeaseKeeper } from './lease.ts';
import { Recorder } from './recorder.ts';
import { type ClaimedJob, Run, type StopCause } from './run.ts';
import { type TimeLimit, timeLimitOf } from '../expiry/time-limit.ts';
import { type AttemptEnd, isRecorded, settle } from './settlement.ts';

/** Options of `engine.work()`. */
export interface WorkOptions {
  /** Tasks that run at the same time. */
  readonly slots: number;
  /** What executes them: an executor or a pool of workers. Its owner closes it. */
  readonly runner: TaskRunner;
  /** Answers tasks whose result is known already, in front of the runner; each hit is an event of the task. @defaultValue none */
  readonly cache?: Pick<ResultCache, 'middleware' | 'onHit'> | undefined;
  /** What this worker has that tasks may require. @defaultValue none */
  readonly labels?: readonly string[] | undefined;
  /** How many slots one project may hold: a part of them (below 1), or a number. @defaultValue all */
  readonly projectCap?: number | undefined;
}

/** How `stop()` ends. */
export interface StopOptions {
  /** Milliseconds that running tasks are given before they are stopped and handed back. @defaultValue 30000 */
  readonly grace?: number | undefined;
}

/** What a {@link Worker} is made of. */
export interface WorkerParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly queues: Queues;
  readonly signals: Signals;
  readonly projects: ProjectPolicies;
  readonly claims: Claims;
  readonly flows: Flows;
  readonly onError: (error: unknown) => void;
}

const STOP_GRACE = 30_000;
/** Milliseconds in which a claim is answered. */
const ANSWER = 5_000;
/** Milliseconds after which a worker looks by itself, if nobody woke it. */
const POLL = 1_000;

/** Takes tasks as far as it has slots, runs them, keeps their leases, and tells how they ended. */
export class Worker implements AsyncDisposable {
  readonly #parts: WorkerParts;
  readonly #options: WorkOptions;
  readonly #runner: TaskRunner;
  readonly #labels: ReadonlySet<string>;
  /** All that hold a slot; of one task there are two while an attempt that was lost still ends. */
  readonly #runs = new Set<Run>();
  readonly #byTask = new Map<string, Run>();
  readonly #settling = new Set<Promise<void>>();
  readonly #turns: Turns;
  readonly #fetcher: Fetcher;
  readonly #leases: LeaseKeeper<Run>;
  readonly #recorder: Recorder;
  readonly #added: AddedTasks;
  readonly #forgetCache: (() => void) | undefined;
  readonly #poll: NodeJS.Timeout;
  #filling: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(parts: WorkerParts, options: WorkOptions) {
    this.#parts = parts;
    this.#options = options;
    const { runner, cache } = options;
    this.#runner = cache === undefined ? runner : withMiddleware(runner, cache.middleware);
    this.#labels = new Set(options.labels);
    const { onError } = parts;
    this.#fetcher = new Fetcher({ ...parts, answer: ANSWER });
    this.#turns = new Turns({
      slots: options.slots,
      projectCap: projectCap(options.slots, options.projectCap),
      weightOf: (project) => policyOf(parts.projects, project).weight ?? 1,
    });
    this.#leases = new LeaseKeeper<Run>(parts, {
      held: () => this.#runs,
      onLost: (run) => this.#lose(run),
      onCancelRequest: (run, reason) => this.#stop(run, { kind: 'cancelled', reason }),
    });
    this.#recorder = new Recorder({
      ...parts,
      runner,
      find: (taskId) => this.#byTask.get(taskId),
      onWritten: () => parts.signals.news(),
      onError,
    });
    this.#forgetCache = cache?.onHit(({ task, from }) => this.#recorder.hit(task.id, from));
    this.#added = new AddedTasks({
      ...parts,
      runner,
      find: (taskId) => this.#byTask.get(taskId),
      onCancelRequest: (taskId, reason) => {
        const run = this.#byTask.get(taskId);
        if (run !== undefined) this.#stop(run, { kind: 'cancelled', reason });
      },
    });
    parts.signals.on('wake', this.#onWake).on('cancel', this.#onCancel);
    this.#poll = setInterval(() => void this.#lookEverywhere(this.#turns.isContended), POLL);
    void this.#lookEverywhere();
  }

  /** Ids of the tasks that run here. */
  get running(): readonly string[] {
    return [...this.#byTask.keys()];
  }

  /** Takes no more tasks; gives those that run the grace to end, then stops them and hands them back. */
  async stop({ grace = STOP_GRACE }: StopOptions = {}): Promise<void> {
    this.#stopping ??= this.#drain(grace);
    await this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #drain(grace: number): Promise<void> {
    clearInterval(this.#poll);
    this.#parts.signals.off('wake', this.#onWake);
    await this.#filling;
    const timer = setTimeout(() => {
      for (const run of this.#runs) this.#stop(run, { kind: 'released' });
    }, grace);
    while (this.#settling.size > 0) await Promise.allSettled(this.#settling);
    clearTimeout(timer);
    this.#parts.signals.off('cancel', this.#onCancel);
    this.#leases.close();
    this.#added.close();
    this.#forgetCache?.();
    await this.#recorder.close();
  }

  readonly #onWake = (queues: readonly string[], projects: readonly string[]): void => {
    if (queues.length === 0) void this.#lookEverywhere();
    else this.#look(queues, projects);
  };

  readonly #onCancel = (jobId: string, request?: CancelRequest): void => {
    const run = [...this.#runs].find((one) => one.jobId === jobId && !isStopped(one));
    if (run === undefined) return;
    // Without a request in the message, it is in the database.
    if (request === undefined) void this.#leases.renew();
    else if (request.attempt === run.attempt) this.#stop(run, { kind: 'cancelled', reason: request.reason });
  };

  async #lookEverywhere(isContended = true): Promise<void> {
    const { queues, database, names, onError } = this.#parts;
    try {
      const mine = await queues.bring(this.#labels);
      if (isContended) {
        for (const { queue, project } of await waitingProjects(database, names, mine)) {
          this.#turns.wake(queue, [project]);
        }
      }
      this.#look(mine);
    } catch (error) {
      onError(error);
    }
  }

  #look(names: readonly string[], projects: readonly string[] = []): void {
    const mine = new Set(this.#parts.queues.for(this.#labels));
    for (const name of names) {
      if (mine.has(name)) this.#turns.wake(name, projects);
      else if (name.startsWith('tasks/')) void this.#parts.queues.refresh().catch(this.#parts.onError);
    }
    this.#fill();
  }

  #fill(): void {
    if (this.#stopping !== undefined || this.#filling !== undefined) return;
    const turn = this.#turns.next();
    if (turn === undefined) return;
    this.#filling = this.#claim(turn).finally(() => {
      this.#filling = undefined;
      this.#fill();
    });
  }

  async #claim(turn: Turn): Promise<void> {
    const sentAt = performance.now();
    let jobs: ClaimedJob[];
    try {
      jobs = await this.#fetcher.take(turn);
    } catch (error) {
      this.#turns.failed();
      // The poll looks again.
      this.#parts.onError(error);
      return;
    }
    for (const { data } of jobs) this.#turns.weigh(data.task.projectId, data.weight);
    this.#turns.claimed(jobs.map(({ data }) => data.task.projectId));
    for (const job of inOrder(jobs)) this.#start(new Run(turn.queue, job), sentAt);
    if (jobs.length > 0) this.#parts.signals.news();
  }

  #start(run: Run, sentAt: number): void {
    this.#leases.add(run, sentAt);
    this.#runs.add(run);
    const settled = this.#work(run).catch(this.#parts.onError);
    this.#settling.add(settled);
    void settled.finally(() => this.#settling.delete(settled));
  }

  async #work(run: Run): Promise<void> {
    let end: AttemptEnd;
    try {
      end = await this.#execute(run);
      if (this.#recorder.hasNews) await this.#recorder.flush();
    } finally {
      if (this.#byTask.get(run.task.id) === run) this.#byTask.delete(run.task.id);
      this.#runs.delete(run);
      this.#turns.ended(run.task.projectId);
      this.#parts.claims.forget(run);
      run.ended();
    }
    // The slot is free; what was learned is told while the next task starts.
    this.#fill();
    await this.#tell(run, end);
    this.#lookAgain(run.queue);
  }

  /** What waited for the end of a task may be started by another worker. */
  #lookAgain(queue: string): void {
    const { isOrdered, isLimited } = queueTraits(queue);
    const isFull = this.#runs.size >= this.#options.slots || this.#stopping !== undefined;
    if (isFull && (isOrdered || isLimited === true)) this.#parts.signals.wake([queue]);
    else this.#look([queue]);
  }

  async #tell(run: Run, end: AttemptEnd): Promise<void> {
    const { database, signals, onError } = this.#parts;
    let asked = 0;
    const isOurs = await database.persist(() => {
      asked += 1;
      return settle(this.#parts, run, end);
    });
    const isTaken = isOurs || (asked > 1 && (await isRecorded(this.#parts, run, end)));
    if (!isTaken) onError(lateResult(run));
    signals.news();
    if (run.data.wakes !== undefined) signals.wake(run.data.wakes);
  }

  async #execute(run: Run): Promise<AttemptEnd> {
    // An attempt that was lost may still be stopping.
    while (this.#byTask.has(run.task.id)) await this.#byTask.get(run.task.id)?.end;
    this.#byTask.set(run.task.id, run);
    let timer: NodeJS.Timeout | undefined;
    try {
      const limit = await timeLimitOf(this.#parts, run);
      if (limit !== undefined && limit.left <= 0) return { outcome: 'expired', reason: limit.reason };
      timer = this.#stopAfter(run, limit);
      const task = await this.#parts.flows.filled(run);
      // The runner can only stop what it was given.
      if (isStopped(run)) return endOf(run.stopCause, notStarted(run));
      const result = await this.#runner.execute(task, { attempt: run.attempt });
      await this.#added.settled(run);
      return { outcome: 'succeeded', result };
    } catch (error) {
      return endOf(run.stopCause, error as TaskError);
    } finally {
      clearTimeout(timer);
    }
  }

  #stopAfter(run: Run, limit: TimeLimit | undefined): NodeJS.Timeout | undefined {
    if (limit === undefined) return undefined;
    const stop = (): void => this.#stop(run, { kind: 'expired', reason: limit.reason });
    return setTimeout(stop, Math.min(limit.left, 2 ** 31 - 1));
  }

  #lose(run: Run): void {
    this.#parts.claims.lose(run, leaseLost(run));
    this.#stop(run, { kind: 'lost' });
  }

  #stop(run: Run, cause: StopCause): void {
    if (run.stopCause !== undefined) return;
    run.stopCause = cause;
    const reason = 'reason' in cause ? cause.reason : REASONS[cause.kind];
    this.#runner.cancel(run.task.id, { reason }).catch(this.#parts.onError);
  }
}

const REASONS = {
  released: 'The worker stops; another one starts the task again.',
  lost: 'The lease of the task was lost.',
} as const;

function endOf(cause: StopCause | undefined, error: TaskError): AttemptEnd {
  if (cause === undefined || error.code !== 'TASK_CANCELLED') return { outcome: 'failed', error };
  // What was lost may still be ours to give back, for nothing of it runs any more.
  if (cause.kind === 'released' || cause.kind === 'lost') return { outcome: 'released' };
  return { outcome: cause.kind, reason: cause.reason, error };
}

const inOrder = (jobs: readonly ClaimedJob[]): ClaimedJob[] =>
  jobs.toSorted((a, b) => (b.data.priority ?? 0) - (a.data.priority ?? 0));

function lateResult({ task, attempt }: Run): TaskError {
  return new TaskError({
    code: 'LEASE_LOST',
    message: `Attempt ${attempt} of the task "${task.id}" ended after another worker had taken the task over. Its end was not recorded.`,
    taskId: task.id,
  });
}

function leaseLost({ task }: Run): TaskError {
  const message = `The lease of the task "${task.id}" was lost, and its claims with it. It stops, so that no two work on the same.`;
  return new TaskError({ code: 'LEASE_LOST', message, taskId: task.id });
}

const notStarted = ({ task }: Run): TaskError =>
  new TaskError({
    code: 'TASK_CANCELLED',
    message: 'The task was stopped before it started.',
    taskId: task.id,
  });

const isStopped = ({ stopCause }: Run): boolean => stopCause !== undefined;
