import { checkInput } from '../task/validate-task.ts';
import type { BaseTask } from '../task/task.ts';
import { checkResult } from './check-result.ts';
import type { Accepted, ExecutorContext, Handled, Returned } from './executor-context.ts';
import type { RegisteredHandler } from './handler-registry.ts';
import { Pipeline } from './pipeline.ts';
import type { Checked, Completed, Submitted } from './pipeline-states.ts';
import {
  openProject,
  releaseId,
  releaseProject,
  reserveId,
  revalidateProjectPath,
  validateProjectPath,
  validateTask,
} from './project-steps.ts';
import { runHandler, startTask } from './run-handler.ts';
import { closeTaskScope, openTaskScope } from './task-scope-steps.ts';
import type { TaskResult } from './task-result.ts';

/** The steps that need nothing but the task and its project's path; `validate()` runs these alone. */
export const CHECKS: Pipeline<ExecutorContext, Accepted> = Pipeline.create<ExecutorContext>()
  .step({ name: 'validate task', failure: 'rejected', run: validateTask })
  .step({ name: 'find handler', failure: 'rejected', run: findHandler })
  .step({ name: 'validate project path', failure: 'rejected', run: validateProjectPath })
  .step({ name: 'validate input', failure: 'rejected', run: validateInput });

/** The steps of a task in an executor, from what the caller submitted to a result. */
export const TASK_PIPELINE: Pipeline<ExecutorContext, Completed> = CHECKS.step({
  name: 'reserve id',
  failure: 'rejected',
  run: reserveId,
  undo: releaseId,
})
  .step({ name: 'acquire slot', failure: 'cancelled-waiting', run: acquireSlot, undo: releaseSlot })
  .step({ name: 'revalidate project path', failure: 'rejected', run: revalidateProjectPath })
  .step({ name: 'open project', failure: 'rejected', run: openProject, undo: releaseProject })
  .step({ name: 'open task scope', failure: 'rejected', run: openTaskScope, undo: closeTaskScope })
  .step({ name: 'confirm start', failure: 'cancelled-waiting', run: confirmStart })
  .step({ name: 'start task', failure: 'failed', run: startTask })
  .step({ name: 'run handler', failure: 'failed', run: runHandler })
  .step({ name: 'validate output', failure: 'failed', run: validateOutput });

function findHandler({ handlers }: ExecutorContext, { checked }: Checked): { handler: RegisteredHandler } {
  return { handler: handlers.get(checked.base.type) };
}

function validateInput(_context: ExecutorContext, { checked, handler }: Handled): { input: BaseTask } {
  return { input: checkInput(checked, handler.type, handler.strictInput) };
}

function acquireSlot(
  { slots }: ExecutorContext,
  { run }: Submitted,
): { waited: boolean } | Promise<{ waited: boolean }> {
  run.throwIfAborted();
  if (slots.tryAcquire()) return { waited: false };
  return slots.acquire(run.signal).then(() => ({ waited: true }));
}

function confirmStart(_context: ExecutorContext, { run }: Submitted): Promise<void> | undefined {
  const answer = run.confirmStart();
  return typeof answer === 'object' ? answer.then(() => undefined) : undefined;
}

function releaseSlot({ slots }: ExecutorContext): void {
  slots.release();
}

function validateOutput(
  _context: ExecutorContext,
  { returned, handler, masker }: Returned,
): { result: TaskResult } {
  return { result: checkResult(returned, handler.output, masker) };
}
