import { TaskError } from '@poppobuilder/core';

/** Does what depends on the state of a task. Rejects with `CONFLICT` where the state does not allow it. */
export async function orConflict<Result>(operation: () => Promise<Result>): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    // The arguments are checked, so only the state can be what is not valid.
    if (!TaskError.is(error) || error.code !== 'INVALID_TASK') throw error;
    const { message, hint, fields } = error;
    throw new TaskError({ code: 'CONFLICT', message, hint, fields, cause: error });
  }
}
