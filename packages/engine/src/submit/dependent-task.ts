import { type Task, TaskError } from '@poppobuilder/core';
import type { Dependencies } from '../flows/dependency-linker.ts';
import type { ReferencePlace } from '../flows/references/find-references.ts';
import type { TaskChecker } from './check-new-task.ts';
import type { JobData, NewTask, SubmitOptions } from './submit-options.ts';
import type { FlowPlace } from './submitter.ts';

/** A task that was checked, with what it depends on. */
export interface CheckedWithDependencies {
  readonly task: Task;
  readonly isNamed: boolean;
  readonly places?: readonly ReferencePlace[] | undefined;
  readonly dependencies?: Dependencies | undefined;
}

/** Checks a task, and its references when it may have any: in a flow, or with `dependsOn`. Throws as the checker does. */
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
  const message = `The task "${task.id}" names "${twice}" twice in "dependsOn". Leave one away.`;
  throw new TaskError({ code: 'INVALID_TASK', message, taskId: task.id });
}

/** What a job keeps of this. */
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
