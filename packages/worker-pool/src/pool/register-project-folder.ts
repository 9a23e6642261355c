import { isAbsolute } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';

/** Registers the project folder of a task, so that no program and no plugin is taken from it. An invalid path is rejected later. */
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
