import { reasonOf } from '../errors/reason-of.ts';
import type { Redact } from '../errors/redact.ts';
import { type ErrorPlace, placeError, TaskError } from '../errors/task-error.ts';
import { createMasker } from '../masking/masker.ts';
import { secretsIn } from '../masking/secrets-in.ts';
import { showInvalidTask } from '../task/validate-task.ts';
import type { TaskMetrics } from './task-metrics.ts';
import type { TaskRun } from './task-run.ts';
import type { TaskResult } from './task-runner.ts';
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

/** Sends the terminal event of a task whose step threw. Gives the error that `execute` rejects with. */
function conclude(way: Way, run: TaskRun, metrics: TaskMetrics, step: Step, thrown: unknown): TaskError {
  run.decided = true;
  run.concluded = true;
  const { duration } = run;
  const masker = run.masker ?? createMasker(secretsIn(showInvalidTask(run.given)));
  const place = { ...placeOf(run.given), stage: run.stage };
  const error = asTaskError(thrown, place, masker.text);
  const projectId = run.checked?.base.projectId;
  if (step.failure === 'rejected') {
    const task = masker.value(showInvalidTask(run.given));
    metrics.count('rejected', projectId, 0);
    way.events.emit('task-rejected', { ...(task === undefined ? {} : { task }), error });
    return error;
  }
  const task = run.shown ?? masker.value(run.checked.task);
  if (run.cancelled) {
    metrics.count(step.failure === 'failed' ? 'cancelled' : 'cancelled-waiting', projectId, duration);
    way.events.emit('task-cancelled', { task, reason: masker.text(run.cancelReason), duration });
  } else {
    metrics.count('failed', projectId, duration);
    way.events.emit('task-failed', { task, error, duration });
  }
  return error;
}

/** Makes a `TaskError` of whatever was thrown, with its place filled in and its text redacted. */
export function asTaskError(thrown: unknown, place: ErrorPlace, redact: Redact): TaskError {
  if (TaskError.is(thrown)) return placeError(thrown, place, redact);
  const reason = reasonOf(thrown);
  const message = `The handler failed: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;
  return new TaskError({ code: 'HANDLER_FAILED', message, ...place, cause: thrown, redact });
}

/** Where a task belongs, as far as what was given says so. */
export function placeOf(given: unknown): ErrorPlace {
  try {
    const { id, type, projectId } = Object(given) as Record<string, unknown>;
    return { taskId: text(id), taskType: text(type), projectId: text(projectId) };
  } catch {
    return {};
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
