import type { AgentSubmission } from '@poppobuilder/agent';
import type { NewTask, ProjectPolicies, ProjectPolicy } from '@poppobuilder/engine';
import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import { issueKey, subjectOf } from '../budgets/subject-of.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';

/** Returns what the configuration says of the tasks of its projects, whoever submits them. Events of triggers wait for nobody. */
export function projectPolicies(
  configuration: () => DaemonConfiguration,
  accountOf: (task: NewTask) => AgentSubmission = () => ({ holdKeys: [] }),
): ProjectPolicies {
  return (id, task) => {
    const { projects } = configuration();
    const project = Object.hasOwn(projects, id) ? projects[id] : undefined;
    if (project === undefined || task?.type.startsWith(TRIGGER_PREFIX) === true) return undefined;
    const subject = task === undefined ? undefined : subjectOf(task);
    const { holdKeys, breaker } = task === undefined ? { holdKeys: [] } : accountOf(task);
    const keys = [...(subject === undefined ? [] : [issueKey(id, subject)]), ...holdKeys];
    return {
      ...(isLimited(project) ? { concurrency: project.concurrency } : {}),
      weight: project.weight,
      priority: project.priority,
      ...(keys.length === 0 ? {} : { holdKeys: keys }),
      ...(breaker === undefined ? {} : { breaker }),
      ...approvalOf(id, project, task),
    };
  };
}

/** The slots of the daemon are a limit anyway, and asking the database for another one makes each task twice as expensive. */
const isLimited = ({ given }: ProjectConfiguration): boolean =>
  given === undefined || given.includes('concurrency');

/** The type of the tasks that plan. Others write nothing to the repository, or do what a person who may approve has asked for. */
const PLANNING_TYPE = 'process-issue';

function approvalOf(
  id: string,
  { approval }: Pick<ProjectConfiguration, 'approval'>,
  task: NewTask | undefined,
): Pick<ProjectPolicy, 'approval'> {
  if (approval === 'start')
    return { approval: { message: `Each task of the project "${id}" needs an approval.` } };
  if (approval === 'none' || task?.type !== PLANNING_TYPE) return {};
  return { approval: { of: 'plan', message: `Each plan in the project "${id}" needs an approval.` } };
}
