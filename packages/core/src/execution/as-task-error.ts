import { denialHint } from '../errors/denial-hint.ts';
import { deepReasonOf } from '../errors/deep-reason-of.ts';
import type { Redact } from '../errors/redact.ts';
import type { ResolvedPermissions } from '../plugin/permissions.ts';
import { placeError, TaskError } from '../errors/task-error.ts';
import type { ErrorPlace } from '../errors/task-error-options.ts';

/**
 * Returns a `TaskError` for whatever was thrown, with its place filled in and its text redacted. Never throws.
 *
 * @param permissions - what the handler declared, for a hint at what it did not
 */
export function asTaskError(
  thrown: unknown,
  place: ErrorPlace,
  redact: Redact,
  permissions?: ResolvedPermissions,
): TaskError {
  try {
    if (TaskError.is(thrown)) return placeError(thrown, place, redact);
    const reason = deepReasonOf(thrown);
    const message = `The handler failed: ${reason}${/[.!?]$/.test(reason) ? '' : '.'}`;
    const hint = denialHint(thrown, permissions);
    return new TaskError({ code: 'HANDLER_FAILED', message, hint, ...place, cause: thrown, redact });
  } catch {
    const message = 'The handler failed: it threw something that cannot be shown.';
    return new TaskError({ code: 'HANDLER_FAILED', message, ...place });
  }
}

/** Where a task belongs, as far as what was given says so. */
export function placeOf(given: unknown): ErrorPlace {
  try {
    const { id, type, projectId } = Object(given) as Record<string, unknown>;
    return { taskId: text(id), taskType: text(type), projectId: text(projectId) };
  } catch {
    return {};
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
