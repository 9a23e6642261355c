import type { SpanRecord } from './span-record.ts';

/** Keeps the place in a trace along asynchronous calls. */
export interface TraceContext {
  /** Calls a function at a place, a `traceparent`; at none without one. */
  readonly run: <T>(traceparent: string | undefined, operation: () => T) => T;
  /** Returns the current place. */
  readonly active: () => string | undefined;
}

/** What receives the spans of this process. */
export interface Tracing extends TraceContext {
  /** Takes a span that has ended. Must not throw. */
  readonly record: (span: SpanRecord) => void;
  /** Returns whether the spans of a new trace are recorded. */
  readonly samples: (traceId: string) => boolean;
}

/** Two copies of this package in one process share what is installed. */
const KEY = Symbol.for('@poppobuilder/core/tracing');

const slot = globalThis as { [KEY]?: Tracing | undefined };

/** Installs what receives the spans of this process, or removes it. Without one, nothing is traced and hardly anything costs time. */
export function installTracing(tracing: Tracing | undefined): void {
  slot[KEY] = tracing;
}

/** Returns what receives the spans of this process. */
export const currentTracing = (): Tracing | undefined => slot[KEY];
