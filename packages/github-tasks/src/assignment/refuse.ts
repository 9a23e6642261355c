import { type TaskContext, TaskError } from '@poppobuilder/core';
import { type Author, authorsConfig } from '@poppobuilder/github';
import { checkArguments, checkFields } from '../arguments.ts';
import type { WorkServices } from '../services.ts';

/** An author to check, and where to explain a refusal. */
export interface PermissionRequest {
  /** Issue or pull request on which a refusal is explained. */
  readonly number: number;
  readonly author: Author;
  /** Whether nothing is written to GitHub. */
  readonly isDryRun: boolean;
}

/**
 * Rejects with `NOT_PERMITTED` when the author may not command the agent. Writes nothing to GitHub unless
 * `authors.explain` is set.
 */
export async function assertPermitted(
  context: TaskContext,
  services: WorkServices,
  request: PermissionRequest,
): Promise<void> {
  checkArguments('assertPermitted()', { context, services });
  checkFields('assertPermitted()', 'request', request, ['number', 'author', 'isDryRun']);
  await requirePermission(context, services, request);
}

/** Does what {@link assertPermitted} does, for arguments that the caller has checked. */
export async function requirePermission(
  context: TaskContext,
  services: WorkServices,
  request: PermissionRequest,
): Promise<void> {
  const { number, author, isDryRun } = request;
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
