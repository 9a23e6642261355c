import { isAbsolute } from 'node:path';
import { resolveHomeFolder } from '@poppobuilder/core';
import { addKnownProjects, addTaskFolder } from '@poppobuilder/core/runner-kit';

/**
 * Registers the projects of current and earlier tasks as folders that tasks can write, before any plugin or program is
 * searched. What is not a task is refused later. Throws `INVALID_CONFIG` for an invalid `POPPOBUILDER_HOME`.
 */
export function addProjects(tasks: readonly unknown[], environment: NodeJS.ProcessEnv = process.env): void {
  addKnownProjects(resolveHomeFolder(environment));
  for (const task of tasks) {
    const { projectPath } = Object(task) as { readonly projectPath?: unknown };
    if (typeof projectPath === 'string' && isAbsolute(projectPath)) addTaskFolder(projectPath);
  }
}
