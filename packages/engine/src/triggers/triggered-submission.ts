import { createHash } from 'node:crypto';
import { type Task, TaskError, type TriggeredTask } from '@poppobuilder/core';
import type { Submission } from '../submit/submit-options.ts';
import { isTrigger } from './is-trigger.ts';

/** A task that a trigger gives, as it is submitted. */
export interface TriggeredSubmission {
  readonly submission: Submission;
  /** The field whose list is added to that of a task that waits. */
  readonly mergeBy?: string | undefined;
}

/** The longest idempotency key that is stored as it is. */
const MAX_KEY = 480;

/**
 * Returns what is submitted for a task that a trigger gives: in the trigger's project, and under a key that counts within it.
 * Throws `INVALID_OUTPUT`.
 */
export function triggeredSubmission(
  trigger: Task,
  { task, options = {} }: TriggeredTask,
  index: number,
): TriggeredSubmission {
  const { type, projectId, projectPath, projectConfig } = trigger;
  const place = `tasks[${index}].task`;
  for (const [field, value] of Object.entries({ projectId, projectPath })) {
    if (task[field] !== undefined && task[field] !== value) {
      throw invalid(trigger, `${place}.${field} is not that of the trigger; leave it out`);
    }
  }
  if (isTrigger(task.type)) throw invalid(trigger, `${place}.type is that of a trigger`);
  if (task['projectConfig'] !== undefined) {
    throw invalid(trigger, `${place}.projectConfig is set, but the project is configured elsewhere`);
  }
  const { idempotencyKey, mergeBy, ...rest } = options;
  if (mergeBy !== undefined && !Array.isArray(task[mergeBy])) {
    throw invalid(trigger, `${place}.${mergeBy} is no list, but options.mergeBy names it`);
  }
  const key = idempotencyKey === undefined ? `run/${trigger.id}/${index}` : `for/${idempotencyKey}`;
  const submission: Submission = {
    task: { ...task, projectId, projectPath, ...(projectConfig === undefined ? {} : { projectConfig }) },
    options: { ...rest, idempotencyKey: shortened(`${type}/${projectId}/${key}`) },
  };
  return { submission, mergeBy };
}

/** Returns the key of a decision, which is also that of a task with the same `idempotencyKey`. */
export const decisionKey = ({ type, projectId }: Task, idempotencyKey: string): string =>
  shortened(`${type}/${projectId}/for/${idempotencyKey}`);

const shortened = (key: string): string =>
  key.length <= MAX_KEY ? key : createHash('sha256').update(key).digest('hex');

function invalid({ id, type }: Task, problem: string): TaskError {
  return new TaskError({
    code: 'INVALID_OUTPUT',
    message: `What the trigger "${type}" returned cannot be used: ${problem}.`,
    taskId: id,
  });
}
