import { nearest, TaskError } from '@poppobuilder/core';
import type { DaemonContext } from '../daemon-context.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';

/** Returns a project of the configuration, which a field of the request may name. Throws `PROJECT_NOT_FOUND`. */
export function findProject(
  { configuration }: DaemonContext,
  id: string,
  field?: string,
): ProjectConfiguration {
  const { projects } = configuration();
  const project = Object.hasOwn(projects, id) ? projects[id] : undefined;
  if (project !== undefined) return project;
  const names = Object.keys(projects);
  const meant = nearest(id, names);
  const hint = meant === undefined ? `Projects: ${names.join(', ') || 'none'}.` : `Did you mean "${meant}"?`;
  const message = `The configuration has no project "${id}".`;
  const fields =
    field === undefined ? undefined : [{ path: field, message: 'is not a project of the configuration' }];
  throw new TaskError({ code: 'PROJECT_NOT_FOUND', message, hint, fields });
}
