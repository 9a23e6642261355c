import { type Task, TaskError } from '@poppobuilder/core';
import type { Dependencies, FlowPlace } from '../job/prepared-job.ts';
import type { ReferencePlace } from '../flows/references/find-references.ts';
import type { TaskChecker } from './check-new-task.ts';
import type { JobData } from '../job/job-data.ts';
import type { NewTask } from '../job/new-task.ts';
import type { SubmitOptions } from './submit-options.ts';

/** A checked task and its dependencies. */
export interface CheckedWithDependencies {
  readonly task: Task;
  readonly isNamed: boolean;
  readonly places?: readonly ReferencePlace[] | undefined;
  readonly dependencies?: Dependencies | undefined;
}

/** Checks a task and, within a flow or with `dependsOn`, its references. Throws as the checker does. */
export function checkDependencies(
  checker: TaskChecker,
  given: NewTask,
  { dependsOn = [] }: SubmitOptions,
  place: FlowPlace | undefined,
): CheckedWithDependencies {
  if (place === undefined && dependsOn.length === 0) return checker.check(given);
  const { task, isNamed, places } = checker.checkDependent(given);
  const references = [...new Set((places ?? []).map(({ reference }) => idOf(reference.task, place)))];
  if (dependsOn.length === 0 && references.length === 0) return { task, isNamed, places };
  const parents = [...new Set(dependsOn)];
  if (parents.length === dependsOn.length)
    return { task, isNamed, places, dependencies: { parents, references } };
  const twice = dependsOn.find((id, index) => dependsOn.indexOf(id) !== index) ?? '';
  const message = `The task "${task.id}" has "${twice}" twice in "dependsOn". Remove one of them.`;
  throw new TaskError({ code: 'INVALID_TASK', message, taskId: task.id });
}

/** Returns what the data of the job has of this. */
export function dependentData(
  { dependsOn = [], onParentFailure = 'fail', mayAdd = [] }: SubmitOptions,
  places: readonly ReferencePlace[] | undefined,
  place: FlowPlace | undefined,
): Partial<JobData> {
  const names = places?.map(({ reference }) => reference.task);
  return {
    ...(place === undefined ? {} : { flow: place.flow }),
    ...(dependsOn.length === 0 ? {} : { onParentFailure }),
    ...(mayAdd.length === 0 ? {} : { mayAdd }),
    ...(names === undefined
      ? {}
      : { references: Object.fromEntries(names.map((name) => [name, idOf(name, place)])) }),
  };
}

const idOf = (name: string, place: FlowPlace | undefined): string => place?.ids.get(name) ?? name;
