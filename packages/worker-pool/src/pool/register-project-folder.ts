import { isAbsolute } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';

/** Before anything is started for a task, nothing may be taken from its project any more; what is no path is refused later. */
export function registerProjectFolder(task: unknown): void {
  const path = pathOf(task);
  if (typeof path === 'string' && isAbsolute(path)) addTaskFolder(path);
}

function pathOf(task: unknown): unknown {
  try {
    return (Object(task) as { readonly projectPath?: unknown }).projectPath;
  } catch {
    return undefined;
  }
}
