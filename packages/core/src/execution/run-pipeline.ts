import type { Redact } from '../errors/redact.ts';
import { TaskError } from '../errors/task-error.ts';
import { createMasker } from '../masking/masker.ts';
import { canBeMasked, findSecrets } from '../secrets/find-secrets.ts';
import type { Task } from '../task/task.ts';
import { showInvalidTask } from '../task/validate-task.ts';
import { traced } from '../tracing/traced.ts';
import { asTaskError, placeOf } from './as-task-error.ts';
import type { Pipeline, StepFailure } from './pipeline.ts';
import type { Completed, InFlight, Submitted } from './pipeline-states.ts';
import type { RunnerContext } from './runner-context.ts';
import type { TaskResult } from './task-result.ts';

const NO_OPTIONS = {};

/**
 * Runs a task through a pipeline. Whatever a step throws, exactly one terminal event is sent, and every step that was
 * completed is undone. Rejects with a `TaskError`.
 *
 * @param state - becomes the state of the pipeline: each step's additions are assigned to it
 */
export async function runPipeline<Context extends RunnerContext>(
  { steps }: Pipeline<Context, Completed>,
  context: Context,
  state: Submitted,
): Promise<TaskResult> {
  let completed = 0;
  let error: TaskError | undefined;
  for (const { name, run: runStep, failure } of steps) {
    try {
      const returned = traced(name, NO_OPTIONS, () => runStep(context, state));
      const added = returned instanceof Promise ? await returned : returned;
      if (added !== undefined) Object.assign(state, added);
      completed += 1;
    } catch (thrown) {
      error = conclude(context, state, typeof failure === 'string' ? failure : failure(state), thrown);
      break;
    }
  }
  if (error === undefined) complete(context, state as Completed);
  while (completed > 0) {
    completed -= 1;
    try {
      const pending = steps[completed]?.undo?.(context, state);
      if (pending !== undefined) await pending;
    } catch (defect) {
      // The other steps are undone all the same: an id or a slot must never stay taken.
      context.reportDefect(state, defect);
    }
  }
  if (error !== undefined) throw error;
  return (state as Completed).result;
}

function complete({ metrics, events }: RunnerContext, state: Completed): void {
  const { run, checked, result, shown: task } = state;
  run.concluded = true;
  const { duration } = run;
  metrics.count('succeeded', checked.base.projectId, duration);
  events.emit('task-completed', { task, result, duration });
}

/** Sends the terminal event of a task whose step threw. Returns the error that `execute` rejects with. Never throws. */
function conclude(context: RunnerContext, state: InFlight, failure: StepFailure, thrown: unknown): TaskError {
  const { metrics, events } = context;
  const { run, checked } = state;
  run.decided = true;
  run.concluded = true;
  const { duration } = run;
  const { task, redact } = shownAs(state);
  const error = asTaskError(thrown, { ...placeOf(run.given), stage: run.stage }, redact, state.permissions);
  const projectId = checked?.base.projectId;
  if (failure === 'rejected' || task === undefined) {
    metrics.count('rejected', projectId, 0);
    events.emit('task-rejected', { ...(task === undefined ? {} : { task }), error });
  } else if (run.cancelled) {
    metrics.count(failure === 'failed' ? 'cancelled' : 'cancelled-waiting', projectId, duration);
    events.emit('task-cancelled', { task, reason: redact(run.cancelReason), duration });
  } else {
    metrics.count('failed', projectId, duration);
    if (!TaskError.is(thrown)) context.reportDefect(state, thrown);
    events.emit('task-failed', { task, error, duration });
  }
  return error;
}

/** The task as it may be shown: masked by its project, or, before that was opened, by the secrets it carries itself. */
function shownAs(state: InFlight): { readonly task?: Task; readonly redact: Redact } {
  if (state.shown !== undefined && state.masker !== undefined) {
    return { task: state.shown, redact: state.masker.text };
  }
  const task = state.checked?.task ?? showInvalidTask(state.run.given);
  const secrets = findSecrets(task).texts;
  if (task === undefined || !canBeMasked(secrets)) return { redact: createMasker([]).text };
  const masker = createMasker(secrets);
  return { task: masker.value(task), redact: masker.text };
}
