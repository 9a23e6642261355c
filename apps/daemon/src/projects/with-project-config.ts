import { type TaskRunner, withMiddleware } from '@poppobuilder/core';
import { deepMerge } from '@poppobuilder/core/runner-kit';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import { sectionsOf } from '../github/github-projects.ts';

/**
 * Returns a runner that gives each task the configuration which its project has when it starts. What a task names itself
 * comes first, field by field.
 */
export function withProjectConfig(runner: TaskRunner, configuration: () => DaemonConfiguration): TaskRunner {
  return withMiddleware(runner, async (task, next) => {
    const { projects } = configuration();
    const project = Object.hasOwn(projects, task.projectId) ? projects[task.projectId] : undefined;
    const sections = project === undefined ? {} : sectionsOf(project);
    if (Object.keys(sections).length === 0) return next(task);
    return next({ ...task, projectConfig: deepMerge(sections, task.projectConfig ?? {}) });
  });
}
