import { type Plugin, type Task, TaskError } from '@poppobuilder/core';
import { checkInput, checkTask, HandlerRegistry } from '@poppobuilder/core/runner-kit';
import { newTaskId } from './job-id.ts';
import type { NewTask } from './submit-options.ts';

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
  check(given: NewTask): Task {
    const isNamed = typeof given !== 'object' || given === null || given.id !== undefined;
    const checked = checkTask(isNamed ? given : { ...given, id: newTaskId() });
    const { type } = checked.base;
    const { strictInput } = this.#handlers.get(type);
    checkInput(checked, type, strictInput);
    this.#refuseSecrets(checked.task, checked.secrets);
    return checked.task;
  }

  #refuseSecrets(task: Task, secrets: readonly string[]): void {
    if (task.projectConfig?.githubToken === undefined && secrets.length === 0) return;
    const message =
      'The task carries a secret (projectConfig.githubToken, or a value under a name such as TOKEN or PASSWORD), and would be kept in the database with it.';
    const hint =
      'Put it into .poppo/credentials.json of the project, or into the environment of the process that works on tasks, and leave it out here.';
    throw new TaskError({ code: 'INVALID_TASK', message, hint, taskId: task.id });
  }
}
