import { type Task, TaskError } from '@poppobuilder/core';
import type { RefusedTask, Refusal } from '../output/reporter.ts';
import type { TaskFileRunner } from '../runners/task-file-runner.ts';
import type { TaskFile } from './read-tasks.ts';

/** Checks all tasks of a file without running them. Returns the refusals; an empty list when all tasks can run. */
export async function checkTasks(
  { tasks, isArray }: TaskFile,
  runner: Pick<TaskFileRunner, 'validate'>,
): Promise<Refusal[]> {
  const firstWithId = new Map<string, number>();
  const refusals: Refusal[] = [];
  for (const [index, task] of tasks.entries()) {
    const shown = showTask(task, isArray ? index : undefined);
    const earlier = shown.id === undefined ? undefined : firstWithId.get(shown.id);
    if (shown.id !== undefined && earlier === undefined) firstWithId.set(shown.id, index);
    const error = (await check(task, runner)) ?? (earlier === undefined ? undefined : duplicate(earlier));
    if (error !== undefined) refusals.push({ task: shown, error: isArray ? atPlace(error, index) : error });
  }
  return refusals;
}

async function check(
  task: unknown,
  runner: Pick<TaskFileRunner, 'validate'>,
): Promise<TaskError | undefined> {
  try {
    await runner.validate(task);
    await checkCacheMode(task as Task);
    return undefined;
  } catch (error) {
    if (TaskError.is(error)) return error;
    throw error;
  }
}

/** Checks the cache mode of a task. The result cache is loaded only for a task that sets one. */
async function checkCacheMode(task: Task): Promise<void> {
  if (typeof task.metadata?.['cache'] !== 'string') return;
  const { cacheModeOf } = await import('@poppobuilder/result-cache');
  cacheModeOf(task);
}

const duplicate = (earlier: number): TaskError =>
  new TaskError({
    code: 'INVALID_TASK',
    message: `Its id is already used by task ${earlier + 1}. Give every task a unique id.`,
  });

/** Returns the error with the number of its task in the file, from 1. */
function atPlace(error: TaskError, index: number): TaskError {
  const { code, message, hint, retryable, taskId, taskType, projectId, cause } = error;
  const place = { taskId, taskType, projectId };
  return new TaskError({ code, message: `Task ${index + 1}: ${message}`, hint, retryable, cause, ...place });
}

function showTask(task: unknown, index: number | undefined): RefusedTask {
  const { id, type, projectId } = Object(task) as Record<string, unknown>;
  return { index, id: asText(id), type: asText(type), projectId: asText(projectId) };
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
