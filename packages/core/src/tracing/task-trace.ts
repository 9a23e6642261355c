import type { SpanAttributes } from './span-record.ts';
import { OpenSpan } from './open-span.ts';
import { traceTime } from './trace-clock.ts';
import { newPlace } from './traced.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import { currentTracing } from './tracing.ts';

/** The span of a task that one process submits, others attempt, and whichever comes last ends. JSON. */
export interface TaskTrace {
  /** The place of the span itself, as a `traceparent`. */
  readonly traceparent: string;
  readonly parentId?: string | undefined;
  /** In milliseconds since the epoch. */
  readonly since: number;
}

/**
 * Begins the span of a task. Returns `undefined` when nothing is traced.
 *
 * @param below - `traceparent` that it lies below; the current one by default
 */
export function beginTaskTrace(below?: string): TaskTrace | undefined {
  const tracing = currentTracing();
  if (tracing === undefined) return undefined;
  const parent = parseTraceparent(below ?? tracing.active());
  return {
    traceparent: formatTraceparent(newPlace(tracing, parent)),
    ...(parent === undefined ? {} : { parentId: parent.spanId }),
    since: traceTime(),
  };
}

/** Ends the span of a task, wherever it began. */
export function endTaskTrace(
  trace: TaskTrace | undefined,
  name: string,
  attributes: SpanAttributes,
  error?: unknown,
): void {
  const tracing = currentTracing();
  const place = parseTraceparent(trace?.traceparent);
  if (tracing === undefined || trace === undefined || place?.isSampled !== true) return;
  const { parentId, since: startTime } = trace;
  const { record } = tracing;
  const span = new OpenSpan({ name, kind: 'producer', place, parentId, attributes, startTime, record });
  if (error !== undefined) span.fail(error);
  span.end();
}
