import { createHash } from 'node:crypto';

/**
 * Returns a key of a piece of work that is short enough for a marker. Other work under the same task id has another key.
 *
 * @param work - type and input of the task
 */
export function workKey(taskId: string, work: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([taskId, work]))
    .digest('hex')
    .slice(0, 24);
}
