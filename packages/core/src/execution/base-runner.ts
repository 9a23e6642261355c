import type { BaseTask, Task } from '../task/task.ts';
import type { SpanAttributes } from '../tracing/span-record.ts';
import { traced } from '../tracing/traced.ts';
import { placeOf } from './as-task-error.ts';
import { parseExecuteOptions } from './execute-options.ts';
import type { Pipeline } from './pipeline.ts';
import type { Completed, InFlight, Submitted } from './pipeline-states.ts';
import { runPipeline } from './run-pipeline.ts';
import { parseCancel, parseListener, parseText } from './runner-arguments.ts';
import type { RunnerContext } from './runner-context.ts';
import type { TaskEventName, TaskListener } from './task-events.ts';
import type { RunnerMetrics } from './task-metrics.ts';
import type { TaskResult } from './task-result.ts';
import { TaskRun } from './task-run.ts';
import type { CancelOptions, ExecuteOptions, TaskRunner } from './task-runner.ts';

/** What a runner is, whatever the steps of its pipeline do: the tasks in flight, their events and metrics, and its end. */
export abstract class BaseRunner<Context extends RunnerContext> implements TaskRunner, AsyncDisposable {
  readonly #pipeline: Pipeline<Context, Completed>;
  readonly #context: Context;
  /** Tasks in flight. */
  readonly #states = new Set<InFlight>();
  #closed: Promise<void> | undefined;

  constructor(pipeline: Pipeline<Context, Completed>, context: Context) {
    this.#pipeline = pipeline;
    this.#context = context;
  }

  async execute(task: Task | BaseTask, options?: ExecuteOptions): Promise<TaskResult> {
    return this.run({ run: new TaskRun(task, parseExecuteOptions(options)) });
  }

  async cancel(taskId?: string, options: CancelOptions = {}): Promise<number> {
    const [id, { reason = 'cancelled by request', retryable = false }] = parseCancel(taskId, options);
    const runs = [...this.#states].map(({ run }) => run);
    const chosen = id === undefined ? runs : runs.filter(({ given }) => placeOf(given).taskId === id);
    for (const run of chosen) run.cancel(reason, retryable);
    await Promise.all(chosen.map(({ ended }) => ended));
    return chosen.length;
  }

  /** Returns a text without the secrets of every project that is open and of every task in flight. */
  redact(text: string): string {
    let redacted = parseText(text, 'redact()');
    for (const { masker } of this.#states) redacted = masker?.text(redacted) ?? redacted;
    return this.#context.projects.redact(redacted);
  }

  on<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void {
    this.#context.events.on(...parseListener('on()', event, listener));
  }

  off<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void {
    this.#context.events.off(...parseListener('off()', event, listener));
  }

  getMetrics(): RunnerMetrics {
    const currentTasks = [...this.#states].flatMap(({ run, checked }) => {
      if (run.startedAt === undefined || checked === undefined) return [];
      const { id, type, projectId } = checked.base;
      return [{ id, type, projectId, executionTime: run.duration }];
    });
    const [currentTask] = currentTasks.toSorted((a, b) => b.executionTime - a.executionTime);
    return {
      ...this.#context.metrics.read(),
      ...(currentTask === undefined ? {} : { currentTask }),
      currentTasks,
    };
  }

  async close(): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Runs a submitted task through the pipeline; one that comes after `close()` is cancelled. */
  protected async run(submitted: Submitted): Promise<TaskResult> {
    if (this.#closed !== undefined) submitted.run.cancel(`the ${this.name} is closed`);
    const states: Set<Submitted> = this.#states;
    states.add(submitted);
    try {
      return await traced(`run in the ${this.name}`, { root: true, kind: 'consumer' }, async (span) => {
        if (span.traceparent !== undefined) span.set(attributesOf(submitted));
        return runPipeline(this.#pipeline, this.#context, submitted);
      });
    } finally {
      states.delete(submitted);
      submitted.run.end();
    }
  }

  /** What people call the runner. */
  protected abstract readonly name: string;

  /** Releases everything that the runner holds. Called once, when no task is in flight any more. */
  protected abstract release(): Promise<void>;

  async #close(): Promise<void> {
    await Promise.all([...this.#states].map(({ run }) => run.ended));
    await this.release();
  }
}

/** Of a task that is still unchecked only what names it. */
function attributesOf({ run }: Submitted): SpanAttributes {
  const { taskId, taskType, projectId } = placeOf(run.given);
  return {
    'poppobuilder.task.id': taskId,
    'poppobuilder.task.type': taskType,
    'poppobuilder.project.id': projectId,
    'poppobuilder.attempt': run.attempt,
    'cicd.pipeline.name': taskType,
    'cicd.pipeline.run.id': taskId,
  };
}
