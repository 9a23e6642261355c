import { createHash } from 'node:crypto';
import { describePermissions, type ResolvedPermissions } from '../plugin/permissions.ts';

/** Name of the folder in a project's home folder that holds the HOME folders of its processes, one for each key. */
export const HOMES_FOLDER = 'home';

/**
 * Returns a name for what only tasks with the same secrets and permissions share, such as HOME: what one task leaves there
 * is read by none that may do more.
 */
export function privilegeKey(permissions: ResolvedPermissions): string {
  return createHash('sha256').update(describePermissions(permissions)).digest('hex').slice(0, 16);
}
