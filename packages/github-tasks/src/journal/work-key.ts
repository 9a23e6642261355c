import { createHash } from 'node:crypto';

/**
 * A key of a piece of work, short enough for a marker: other work under the same task id has another one.
 *
 * @param work - type and input of the task
 */
export function workKey(taskId: string, work: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([taskId, work]))
    .digest('hex')
    .slice(0, 24);
}
