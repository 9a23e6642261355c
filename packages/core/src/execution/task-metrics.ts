/** Counts of tasks, and their mean time. */
export interface TaskCounts {
  /** Succeeded, failed, and cancelled after the start. */
  readonly tasksExecuted: number;
  readonly tasksSucceeded: number;
  readonly tasksFailed: number;
  /** Cancelled, whether they had started or not. */
  readonly tasksCancelled: number;
  /** Refused before the start; not counted as executed. */
  readonly tasksRejected: number;
  /** Milliseconds, over the executed tasks. */
  readonly avgExecutionTime: number;
}

/** Counts of one project. */
export interface ProjectCounts extends TaskCounts {
  readonly projectId: string;
}

/** A task that runs now. */
export interface CurrentTask {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
  /** Milliseconds since it started. */
  readonly executionTime: number;
}

/** What a runner did so far. */
export interface RunnerMetrics {
  readonly overall: TaskCounts;
  /** The 10,000 projects that had a task most recently, the latest last. */
  readonly projects: readonly ProjectCounts[];
  /** The oldest running task. */
  readonly currentTask?: CurrentTask;
  readonly currentTasks: readonly CurrentTask[];
}

/** How a task ended, for the metrics. */
export type TaskOutcome = 'succeeded' | 'failed' | 'cancelled' | 'cancelled-waiting' | 'rejected';

const MAX_PROJECTS = 10_000;

/** Projects are forgotten in batches, at this multiple of the most that are kept. */
const FORGET_AT = 1.1;

class Counter {
  succeeded = 0;
  failed = 0;
  cancelled = 0;
  cancelledWaiting = 0;
  rejected = 0;
  time = 0;
  /** Grows with every use of any counter; 0 when it was never used. */
  usedAt = 0;

  add(outcome: TaskOutcome, duration: number): void {
    if (outcome === 'succeeded') this.succeeded += 1;
    else if (outcome === 'failed') this.failed += 1;
    else if (outcome === 'cancelled') this.cancelled += 1;
    else if (outcome === 'cancelled-waiting') this.cancelledWaiting += 1;
    else this.rejected += 1;
    this.time += duration;
  }

  get counts(): TaskCounts {
    const executed = this.succeeded + this.failed + this.cancelled;
    return {
      tasksExecuted: executed,
      tasksSucceeded: this.succeeded,
      tasksFailed: this.failed,
      tasksCancelled: this.cancelled + this.cancelledWaiting,
      tasksRejected: this.rejected,
      avgExecutionTime: executed === 0 ? 0 : this.time / executed,
    };
  }
}

/** Counts what a runner did. */
export class TaskMetrics {
  readonly #overall = new Counter();
  #projects = new Map<string, Counter>();
  #clock = 0;

  /** Counts a task that ended; without a project when it was rejected before one was known. `duration` in ms. */
  count(outcome: TaskOutcome, projectId: string | undefined, duration: number): void {
    this.#overall.add(outcome, duration);
    if (projectId !== undefined) this.#project(projectId).add(outcome, duration);
  }

  read(): Pick<RunnerMetrics, 'overall' | 'projects'> {
    const projects = this.#recent().map(([projectId, counter]) => ({ projectId, ...counter.counts }));
    return { overall: this.#overall.counts, projects };
  }

  /** Entries are not moved on use: in a large Map that costs more than all the rest of a task. */
  #project(projectId: string): Counter {
    const counter = this.#projects.get(projectId) ?? new Counter();
    if (counter.usedAt === 0) this.#projects.set(projectId, counter);
    this.#clock += 1;
    counter.usedAt = this.#clock;
    if (this.#projects.size > MAX_PROJECTS * FORGET_AT) this.#projects = new Map(this.#recent());
    return counter;
  }

  /** The most recent projects, the latest last. */
  #recent(): [projectId: string, counter: Counter][] {
    return [...this.#projects].toSorted(([, a], [, b]) => a.usedAt - b.usedAt).slice(-MAX_PROJECTS);
  }
}
