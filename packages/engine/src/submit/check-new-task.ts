import { createMasker, type Plugin, type Task, TaskError } from '@poppobuilder/core';
import { checkInput, checkTask, type FoundSecrets, HandlerRegistry } from '@poppobuilder/core/runner-kit';
import { checkKnownFields, referencesIn } from '../flows/references/check-references.ts';
import type { ReferencePlace } from '../flows/references/find-references.ts';
import { newTaskId } from '../job/job-id.ts';
import type { NewTask } from '../job/new-task.ts';

/** A checked task. */
export interface CheckedNewTask {
  readonly task: Task;
  /** Whether the caller chose its id. */
  readonly isNamed: boolean;
}

/** A checked task that may refer to others. */
export interface CheckedDependent extends CheckedNewTask {
  /** Where it refers to other tasks; undefined without references. */
  readonly places: readonly ReferencePlace[] | undefined;
}

/** Checks tasks as their runner does, except for the project's folder, which may be on another machine. */
export class TaskChecker {
  readonly #handlers: HandlerRegistry | undefined;

  /**
   * Throws `PLUGIN_INVALID`.
   *
   * @param plugins - Plugins that check the fields of their types; `undefined` to leave those to the runner.
   */
  constructor(plugins: readonly Plugin[] | undefined) {
    if (plugins === undefined) return;
    const handlers = new HandlerRegistry();
    this.#handlers = handlers;
    const problems = plugins.flatMap((plugin) => handlers.addPlugin(plugin));
    if (problems.length === 0) return;
    throw new TaskError({ code: 'PLUGIN_INVALID', message: `${problems.join('; ')}.` });
  }

  /** Returns the task as it is stored. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
  check(given: NewTask): CheckedNewTask {
    const { task, isNamed } = this.#check(given, false);
    return { task, isNamed };
  }

  /** Returns the task and the places of its references. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
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
    const strictInput = this.#handlers?.get(type).strictInput;
    const places = isDependent ? referencesIn(checked.fields) : undefined;
    if (strictInput !== undefined) {
      if (places === undefined) checkInput(checked, type, strictInput);
      else checkKnownFields(checked.fields, type, strictInput, places);
    }
    this.#refuseSecrets(checked.task, checked.secrets);
    return { task: checked.task, isNamed, places };
  }

  #refuseSecrets(task: Task, { texts, places: found }: FoundSecrets): void {
    const hasToken = task.projectConfig?.githubToken !== undefined;
    const places = [...new Set([...(hasToken ? ['projectConfig.githubToken'] : []), ...found])];
    if (places.length === 0) return;
    const message = `The task has what looks like a secret in ${listed(places)}, which would be stored in the database.`;
    const hint =
      'Put it into .poppo/credentials.json of the project, or into the environment of the process that runs tasks, and remove it here.';
    const redact = createMasker(texts).text;
    throw new TaskError({ code: 'INVALID_TASK', message, hint, taskId: task.id, redact });
  }
}

/** How many places a message names; it counts the others. */
const MAX_SHOWN = 5;

function listed(places: readonly string[]): string {
  const more = places.length - MAX_SHOWN;
  return [...places.slice(0, MAX_SHOWN), ...(more > 0 ? [`${more} more places`] : [])].join(', ');
}
