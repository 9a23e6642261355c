import { TaskError } from '@poppobuilder/core';

/** What a request named, and where such things are listed. */
export interface Missing {
  readonly message: string;
  readonly hint: string;
}

/** Does something to a thing that the engine knows by a name. Rejects with `NOT_FOUND` where there is none. */
export async function orNotFound<Result>(
  missing: Missing,
  operation: () => Promise<Result>,
): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (!TaskError.is(error) || error.code !== 'TASK_NOT_FOUND') throw error;
    throw new TaskError({ code: 'NOT_FOUND', ...missing, cause: error });
  }
}
