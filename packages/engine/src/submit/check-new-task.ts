import { createMasker, type Plugin, type Task, TaskError } from '@poppobuilder/core';
import { checkInput, checkTask, type FoundSecrets, HandlerRegistry } from '@poppobuilder/core/runner-kit';
import { checkKnownFields, referencesIn } from '../flows/references/check-references.ts';
import type { ReferencePlace } from '../flows/references/find-references.ts';
import { newTaskId } from '../job/job-id.ts';
import type { NewTask } from './submit-options.ts';

/** A task after its check. */
export interface CheckedNewTask {
  readonly task: Task;
  /** Whether it came with an id. */
  readonly isNamed: boolean;
}

/** A task that depends on others, after its check. */
export interface CheckedDependent extends CheckedNewTask {
  /** Undefined when nothing of it is filled in. */
  readonly places: readonly ReferencePlace[] | undefined;
}

/** Checks tasks as their runner would, but for the project's folder: that may be on another machine. */
export class TaskChecker {
  readonly #handlers = new HandlerRegistry();

  /** Throws `PLUGIN_INVALID`. */
  constructor(plugins: readonly Plugin[]) {
    const problems = plugins.flatMap((plugin) => this.#handlers.addPlugin(plugin));
    if (problems.length === 0) return;
    throw new TaskError({ code: 'PLUGIN_INVALID', message: `${problems.join('; ')}.` });
  }

  /** The task as it is kept. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
  check(given: NewTask): CheckedNewTask {
    const { task, isNamed } = this.#check(given, false);
    return { task, isNamed };
  }

  /** Also the places in it that are filled in when it starts. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
  checkDependent(given: NewTask): CheckedDependent {
    return this.#check(given, true);
  }

  #check(given: NewTask, isDependent: boolean): CheckedDependent {
    let isNamed = true;
    const checked = checkTask(given, () => {
      isNamed = false;
      return newTaskId();
    });
    const { type } = checked.base;
    const { strictInput } = this.#handlers.get(type);
    const places = isDependent ? referencesIn(checked.fields) : undefined;
    if (places === undefined) checkInput(checked, type, strictInput);
    else checkKnownFields(checked.fields, type, strictInput, places);
    this.#refuseSecrets(checked.task, checked.secrets);
    return { task: checked.task, isNamed, places };
  }

  #refuseSecrets(task: Task, { texts, places: found }: FoundSecrets): void {
    const hasToken = task.projectConfig?.githubToken !== undefined;
    const places = [...new Set([...(hasToken ? ['projectConfig.githubToken'] : []), ...found])];
    if (places.length === 0) return;
    const message = `The task carries what looks like a secret in ${listed(places)}, and would be kept in the database with it.`;
    const hint =
      'Put it into .poppo/credentials.json of the project, or into the environment of the process that works on tasks, and leave it out here.';
    const redact = createMasker(texts).text;
    throw new TaskError({ code: 'INVALID_TASK', message, hint, taskId: task.id, redact });
  }
}

/** Places that a message names before it only counts the others. */
const SHOWN = 5;

function listed(places: readonly string[]): string {
  const more = places.length - SHOWN;
  return [...places.slice(0, SHOWN), ...(more > 0 ? [`${more} more places`] : [])].join(', ');
}
