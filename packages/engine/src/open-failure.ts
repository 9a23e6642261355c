import { TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';

/** SQLSTATEs for options that name something that does not exist, or that the role may not use. */
const REFUSED: Readonly<Record<string, string>> = {
  '28000': 'Check the user, and how the server lets it sign in (pg_hba.conf).',
  '28P01': 'Check the password in the URL of the database.',
  '3D000': 'Create the database, or correct its name in the URL.',
  '42501': 'Grant the role CREATE on the database, or let an administrator create the two schemas for it.',
  '25006': 'Connect to the primary server: this one is read-only.',
};

/** Returns the error that `createEngine()` rejects with. */
export function openFailure(cause: unknown): TaskError {
  if (TaskError.is(cause)) return cause;
  const { code } = Object(cause) as { code?: unknown };
  const hint = typeof code === 'string' && Object.hasOwn(REFUSED, code) ? REFUSED[code] : undefined;
  const reason = reasonOf(cause);
  if (hint === undefined) {
    const message = `The engine cannot be opened: ${reason}.`;
    return new TaskError({ code: 'COMPONENT_FAILED', message, component: 'Engine', cause });
  }
  const message = `The database refuses the engine: ${reason}. ${hint}`;
  return new TaskError({ code: 'INVALID_CONFIG', message, cause });
}
