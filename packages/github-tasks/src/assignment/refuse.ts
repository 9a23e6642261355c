import { type TaskContext, TaskError } from '@poppobuilder/core';
import { type Author, authorsConfig } from '@poppobuilder/github';
import type { WorkServices } from '../services.ts';

/** Whom a task lets command the agent, and where. */
export interface PermissionRequest {
  /** Issue or pull request that a refusal is explained on. */
  readonly number: number;
  readonly author: Author;
  /** Whether nothing is written anywhere. */
  readonly isDryRun: boolean;
}

/**
 * Lets only those who may command the agent go on. Rejects with `NOT_PERMITTED`, and writes nothing unless
 * `authors.explain` is set.
 */
export async function assertPermitted(
  context: TaskContext,
  services: WorkServices,
  { number, author, isDryRun }: PermissionRequest,
): Promise<void> {
  try {
    await services.authors.assertPermitted(author);
  } catch (error) {
    const explains = context.projectConfig.section(authorsConfig).explain === true && !isDryRun;
    if (explains && TaskError.is(error) && error.code === 'NOT_PERMITTED') {
      await services.replies.open(number, error.message);
    }
    throw error;
  }
}
