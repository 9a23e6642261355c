import { TaskError, type TaskErrorJson } from '@poppobuilder/core';
import type { ReadyDaemon } from '@poppobuilder/daemon';

/** What a detached daemon reports to the process that started it: that it is ready, or why it is not. */
export type StartMessage = { readonly ready: ReadyDaemon } | { readonly failed: StartFailure };

/** Why a daemon did not start. */
export type StartFailure = Pick<TaskErrorJson, 'code' | 'message' | 'hint'>;

/** Reports to the process that started this one, and lets go of it. Returns false when nobody waits. */
export function sendToStarter(message: StartMessage): boolean {
  if (process.send === undefined) return false;
  process.send(message, undefined, undefined, () => {
    if (process.connected) process.disconnect?.();
  });
  return true;
}

/** Returns an error as data. */
export function describeError(error: unknown): StartFailure {
  if (TaskError.is(error)) return error.toJSON();
  return { code: 'COMPONENT_FAILED', message: error instanceof Error ? error.message : String(error) };
}
