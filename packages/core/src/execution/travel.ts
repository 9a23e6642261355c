import type { Redact } from '../errors/redact.ts';
import { TaskError } from '../errors/task-error.ts';
import { createMasker } from '../masking/masker.ts';
import { canBeMasked, secretsIn } from '../masking/secrets-in.ts';
import type { Task } from '../task/task.ts';
import { showInvalidTask } from '../task/validate-task.ts';
import { asTaskError, placeOf } from './as-task-error.ts';
import type { TaskMetrics } from './task-metrics.ts';
import type { TaskRun } from './task-run.ts';
import type { TaskResult } from './task-runner.ts';
import { logDefect } from './task-reporting.ts';
import { type Step, STEPS, type Way } from './task-way.ts';

/** Takes a task its whole way. Whatever throws, exactly one terminal event is sent and every step is undone. */
export async function travel(way: Way, run: TaskRun, metrics: TaskMetrics): Promise<TaskResult> {
  const done: Step[] = [];
  let error: TaskError | undefined;
  for (const step of STEPS) {
    try {
      const pending = step.work(way, run);
      if (pending !== undefined) await pending;
      done.push(step);
    } catch (thrown) {
      error = conclude(way, run, metrics, step, thrown);
      break;
    }
  }
  if (error === undefined) complete(way, run, metrics);
  for (const step of done.toReversed()) {
    const pending = step.undo?.(way, run);
    if (pending !== undefined) await pending;
  }
  run.detach();
  run.end();
  if (error !== undefined) throw error;
  return run.result;
}

function complete(way: Way, run: TaskRun, metrics: TaskMetrics): void {
  run.concluded = true;
  const { duration, result, shown: task } = run;
  metrics.count('succeeded', run.checked.base.projectId, duration);
  way.events.emit('task-completed', { task, result, duration });
}

/** Sends the terminal event of a task whose step threw. Gives the error that `execute` rejects with. Never throws. */
function conclude(way: Way, run: TaskRun, metrics: TaskMetrics, step: Step, thrown: unknown): TaskError {
  run.decided = true;
  run.concluded = true;
  const { duration } = run;
  const { task, redact } = shownAs(run);
  const error = asTaskError(thrown, { ...placeOf(run.given), stage: run.stage }, redact);
  const projectId = run.checked?.base.projectId;
  if (step.failure === 'rejected' || task === undefined) {
    metrics.count('rejected', projectId, 0);
    way.events.emit('task-rejected', { ...(task === undefined ? {} : { task }), error });
  } else if (run.cancelled) {
    metrics.count(step.failure === 'failed' ? 'cancelled' : 'cancelled-waiting', projectId, duration);
    way.events.emit('task-cancelled', { task, reason: redact(run.cancelReason), duration });
  } else {
    metrics.count('failed', projectId, duration);
    if (!TaskError.is(thrown)) logDefect(way, run, thrown);
    way.events.emit('task-failed', { task, error, duration });
  }
  return error;
}

/** How a task may be shown: masked by its project, or, before that was opened, by what it carries itself. */
function shownAs(run: TaskRun): { readonly task?: Task; readonly redact: Redact } {
  if (run.shown !== undefined) return { task: run.shown, redact: run.masker.text };
  const task = run.checked?.task ?? showInvalidTask(run.given);
  const secrets = secretsIn(task);
  if (task === undefined || !canBeMasked(secrets)) return { redact: createMasker([]).text };
  const masker = createMasker(secrets);
  return { task: masker.value(task), redact: masker.text };
}
