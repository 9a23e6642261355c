import type { Redact } from '../errors/redact.ts';
import { TaskError } from '../errors/task-error.ts';
import { createMasker } from '../masking/masker.ts';
import { canBeMasked, findSecrets } from '../secrets/find-secrets.ts';
import type { Task } from '../task/task.ts';
import { showInvalidTask } from '../task/validate-task.ts';
import { asTaskError, placeOf } from './as-task-error.ts';
import type { TaskEventEmitter } from './task-events.ts';
import type { TaskMetrics } from './task-metrics.ts';
import type { TaskRun } from './task-run.ts';
import type { TaskResult } from './task-runner.ts';

/** How a task ends when one of its steps throws. */
type StepFailure = 'rejected' | 'cancelled-waiting' | 'failed';

/** A step on a task's way through a runner. */
export interface Step<Context, Run extends TaskRun> {
  readonly name: string;
  /** How the task ends when the step throws; a function when that depends on how far it came. */
  readonly failure: StepFailure | ((run: Run) => StepFailure);
  readonly run: (way: Context, run: Run) => void | Promise<void>;
  /** Takes back what the step did, when the task has ended; the steps are undone in reverse order. Never throws. */
  readonly undo?: (way: Context, run: Run) => void | Promise<void>;
}

/** What a runner needs for its tasks to travel. */
export interface Pipeline<Context, Run extends TaskRun> {
  readonly steps: readonly Step<Context, Run>[];
  readonly events: TaskEventEmitter;
  readonly metrics: TaskMetrics;
  /** Told what a step threw that is no `TaskError` after the task had started, and what undoing one threw. Never throws. */
  readonly onDefect: (run: Run, thrown: unknown) => void;
}

/** Takes a task its whole way. Whatever throws, exactly one terminal event is sent and every step is undone. */
export async function runPipeline<Context, Run extends TaskRun>(
  options: Pipeline<Context, Run>,
  way: Context,
  run: Run,
): Promise<TaskResult> {
  const done: Step<Context, Run>[] = [];
  let error: TaskError | undefined;
  for (const step of options.steps) {
    try {
      const pending = step.run(way, run);
      if (pending !== undefined) await pending;
      done.push(step);
    } catch (thrown) {
      error = conclude(options, run, step, thrown);
      break;
    }
  }
  if (error === undefined) complete(options, run);
  for (const step of done.toReversed()) {
    try {
      const pending = step.undo?.(way, run);
      if (pending !== undefined) await pending;
    } catch (defect) {
      // The other steps are undone all the same: an id or a turn must never stay taken.
      options.onDefect(run, defect);
    }
  }
  run.detach();
  run.end();
  if (error !== undefined) throw error;
  return run.result;
}

function complete<Context, Run extends TaskRun>({ metrics, events }: Pipeline<Context, Run>, run: Run): void {
  run.concluded = true;
  const { duration, result, shown: task } = run;
  metrics.count('succeeded', run.checked.base.projectId, duration);
  events.emit('task-completed', { task, result, duration });
}

/** Sends the terminal event of a task whose step threw. Gives the error that `execute` rejects with. Never throws. */
function conclude<Context, Run extends TaskRun>(
  { metrics, events, onDefect }: Pipeline<Context, Run>,
  run: Run,
  step: Step<Context, Run>,
  thrown: unknown,
): TaskError {
  run.decided = true;
  run.concluded = true;
  const { duration } = run;
  const failure = typeof step.failure === 'string' ? step.failure : step.failure(run);
  const { task, redact } = shownAs(run);
  const place = { ...placeOf(run.given), stage: run.stage };
  const error = asTaskError(thrown, place, redact, run.permissions);
  const projectId = run.checked?.base.projectId;
  if (failure === 'rejected' || task === undefined) {
    metrics.count('rejected', projectId, 0);
    events.emit('task-rejected', { ...(task === undefined ? {} : { task }), error });
  } else if (run.cancelled) {
    metrics.count(failure === 'failed' ? 'cancelled' : 'cancelled-waiting', projectId, duration);
    events.emit('task-cancelled', { task, reason: redact(run.cancelReason), duration });
  } else {
    metrics.count('failed', projectId, duration);
    if (!TaskError.is(thrown)) onDefect(run, thrown);
    events.emit('task-failed', { task, error, duration });
  }
  return error;
}

/** How a task may be shown: masked by its project, or, before that was opened, by what it carries itself. */
function shownAs(run: TaskRun): { readonly task?: Task; readonly redact: Redact } {
  if (run.shown !== undefined) return { task: run.shown, redact: run.masker.text };
  const task = run.checked?.task ?? showInvalidTask(run.given);
  const secrets = findSecrets(task).texts;
  if (task === undefined || !canBeMasked(secrets)) return { redact: createMasker([]).text };
  const masker = createMasker(secrets);
  return { task: masker.value(task), redact: masker.text };
}
