import { TaskError } from '@poppobuilder/core';
import type { NewTask, Submitted, SubmitOptions } from '@poppobuilder/engine';
import type { DaemonContext } from '../daemon-context.ts';
import { findProject } from './find-project.ts';

/** A submission as the API receives it. */
export interface SubmissionInput {
  readonly task: { readonly type: string; readonly projectId: string } & Readonly<Record<string, unknown>>;
  readonly options?: SubmissionOptionsInput | undefined;
}

type GivenTime = string | number;

/** Times are text or milliseconds. */
type SubmissionOptionsInput = Omit<SubmitOptions, 'deadline' | 'approval'> & {
  readonly deadline?: GivenTime | undefined;
  readonly approval?:
    | (Omit<NonNullable<SubmitOptions['approval']>, 'expires'> & { readonly expires?: GivenTime | undefined })
    | undefined;
};

/**
 * Submits a task of a configured project: its folder is filled in, and a process without permissions checks the fields of
 * its type. Rejects with `PROJECT_NOT_FOUND`, `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
 */
export async function submitTask(daemon: DaemonContext, input: SubmissionInput): Promise<Submitted> {
  const { projectId, projectPath: given } = input.task;
  const { path } = findProject(daemon, projectId, 'task.projectId');
  if (given !== undefined && given !== path) {
    const message = `The task has a "projectPath" other than that of the project "${projectId}". Leave it out.`;
    const fields = [{ path: 'task.projectPath', message: 'is not that of the project' }];
    throw new TaskError({ code: 'INVALID_TASK', message, fields });
  }
  const task: NewTask = { ...input.task, projectPath: path };
  // The engine makes an id where there is none.
  await below('task', daemon.pool.validate({ id: 'new', ...task }));
  return below('options', store(daemon, task, optionsOf(input.options)));
}

/** What has options may wait for others with the same keys. */
async function store(
  { engine, submitPlain }: DaemonContext,
  task: NewTask,
  options: SubmitOptions,
): Promise<Submitted> {
  return Object.keys(options).length === 0 ? submitPlain(task, options) : engine.submit(task, options);
}

/** Names mistakes by where they are in the request. */
async function below<Result>(name: string, checked: Promise<Result>): Promise<Result> {
  try {
    return await checked;
  } catch (error) {
    if (!TaskError.is(error) || error.fields === undefined) throw error;
    const { code, message, hint } = error;
    const fields = error.fields.map(({ path, message: problem }) => ({
      path: `${name}${path.startsWith('[') ? '' : '.'}${path}`,
      message: problem,
    }));
    throw new TaskError({ code, message, hint, fields, cause: error });
  }
}

function optionsOf({ deadline, approval, ...rest }: SubmissionOptionsInput = {}): SubmitOptions {
  return {
    ...rest,
    ...(deadline === undefined ? {} : { deadline: new Date(deadline) }),
    ...(approval === undefined ? {} : { approval: approvalOf(approval) }),
  };
}

function approvalOf({
  expires,
  ...rest
}: NonNullable<SubmissionOptionsInput['approval']>): NonNullable<SubmitOptions['approval']> {
  return { ...rest, ...(expires === undefined ? {} : { expires: new Date(expires) }) };
}
