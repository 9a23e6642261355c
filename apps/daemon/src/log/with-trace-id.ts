import { traceFields } from '@poppobuilder/core/runner-kit';
import type { DaemonLog } from '../lifecycle/daemon-options.ts';

/** Returns a log whose lines end with the id of the trace that they belong to, if there is one. */
export const withTraceId = (log: DaemonLog): DaemonLog => ({
  info: (message) => log.info(withId(message)),
  warn: (message) => log.warn(withId(message)),
  error: (message) => log.error(withId(message)),
});

function withId(message: string): string {
  const { trace_id: id } = traceFields();
  return id === undefined ? message : `${message} trace_id=${id}`;
}
