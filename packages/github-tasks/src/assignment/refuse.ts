import { type TaskContext, TaskError } from '@poppobuilder/core';
import type { Author } from '@poppobuilder/github';
import type { WorkServices } from '../services.ts';

/**
 * Lets only those who may command the agent go on. Rejects with `NOT_PERMITTED`, and writes nothing unless
 * `authors.explain` is set.
 */
export async function assertPermitted(
  context: TaskContext,
  services: WorkServices,
  number: number,
  author: Author,
): Promise<void> {
  try {
    await services.authors.assertPermitted(author);
  } catch (error) {
    const explains = context.projectConfig.authors?.explain === true;
    if (explains && TaskError.is(error) && error.code === 'NOT_PERMITTED') {
      await services.replies.open(number, error.message);
    }
    throw error;
  }
}
