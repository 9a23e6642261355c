import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from './tracing.ts';

/** Creates a {@link TraceContext} that needs nothing but Node. */
export function createTraceContext(): TraceContext {
  const storage = new AsyncLocalStorage<string | undefined>();
  return {
    run: (traceparent, operation) => storage.run(traceparent, operation),
    active: () => storage.getStore(),
  };
}
