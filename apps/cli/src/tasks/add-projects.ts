import { isAbsolute } from 'node:path';
import { resolveHomeFolder } from '@poppobuilder/core';
import { addKnownProjects, addTaskFolder } from '@poppobuilder/core/runner-kit';

/**
 * Declares the projects of tasks, and those of earlier ones, as folders that tasks can write, before any plugin or program is
 * looked for. What is no task is refused later. Throws `INVALID_CONFIG` for a bad `POPPOBUILDER_HOME`.
 */
export function addProjects(tasks: readonly unknown[], environment: NodeJS.ProcessEnv = process.env): void {
  addKnownProjects(resolveHomeFolder(environment));
  for (const task of tasks) {
    const { projectPath } = Object(task) as { readonly projectPath?: unknown };
    if (typeof projectPath === 'string' && isAbsolute(projectPath)) addTaskFolder(projectPath);
  }
}
