import { type ProjectConfigInput, type TaskRunner, withMiddleware } from '@poppobuilder/core';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/**
 * Returns a runner that gives each task the configuration which its project has when it starts. What a task names itself
 * comes first.
 */
export function withProjectConfig(runner: TaskRunner, configuration: () => DaemonConfiguration): TaskRunner {
  return withMiddleware(runner, async (task, next) => {
    const { projects } = configuration();
    const sections = Object.hasOwn(projects, task.projectId) ? projects[task.projectId]?.sections : undefined;
    if (sections === undefined || Object.keys(sections).length === 0) return next(task);
    const projectConfig: ProjectConfigInput = { ...sections, ...task.projectConfig };
    return next({ ...task, projectConfig });
  });
}
