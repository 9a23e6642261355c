import type { Hold, TaskDetails } from '../../../api/types.ts';

/** Whether a hold keeps a task from starting, as far as its own key tells. */
export function isHeldBy(
  { id, projectId, type, key }: Pick<TaskDetails, 'id' | 'projectId' | 'type' | 'key'>,
  scope: Hold['scope'],
): boolean {
  if ('project' in scope) return scope.project === projectId;
  if ('type' in scope) return scope.type === type;
  if ('key' in scope) return scope.key === key;
  return 'task' in scope ? scope.task === id : true;
}
