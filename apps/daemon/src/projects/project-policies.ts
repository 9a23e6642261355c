import type { ProjectPolicies } from '@poppobuilder/engine';
import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import { issueKey, subjectOf } from '../budgets/subject-of.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/** Returns what the configuration says of the tasks of its projects, whoever submits them. Events of triggers wait for nobody. */
export function projectPolicies(configuration: () => DaemonConfiguration): ProjectPolicies {
  return (id, task) => {
    const { projects } = configuration();
    const project = Object.hasOwn(projects, id) ? projects[id] : undefined;
    if (project === undefined || task?.type.startsWith(TRIGGER_PREFIX) === true) return undefined;
    const subject = task === undefined ? undefined : subjectOf(task);
    return {
      concurrency: project.concurrency,
      weight: project.weight,
      priority: project.priority,
      ...(subject === undefined ? {} : { holdKeys: [issueKey(id, subject)] }),
      ...(project.approval === 'start'
        ? { approval: { message: `Each task of the project "${id}" needs an approval.` } }
        : {}),
    };
  };
}
