import { createTraceContext, installTracing, withTraceparent } from '@poppobuilder/core/runner-kit';
import { send } from './outbox.ts';

let isInstalled = false;

/** Runs a task at its place in a trace, if it has one. The host gets the spans, and nobody else. */
export async function inTrace<T>(traceparent: string | undefined, run: () => Promise<T>): Promise<T> {
  if (traceparent !== undefined && !isInstalled) {
    isInstalled = true;
    installTracing({
      ...createTraceContext(),
      record: (span) => send(['span', span]),
      // Only the host begins traces.
      samples: () => false,
    });
  }
  return withTraceparent(traceparent, run);
}
