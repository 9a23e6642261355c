import { NO_SPAN, OpenSpan, type Span } from './open-span.ts';
import type { SpanAttributes, SpanKind, SpanLink } from './span-record.ts';
import { newSpanId, newTraceId, parseTraceparent, type TracePlace } from './traceparent.ts';
import { currentTracing, type Tracing } from './tracing.ts';

/** Options of a span. */
export interface SpanOptions {
  /** @defaultValue 'internal' */
  readonly kind?: SpanKind | undefined;
  readonly attributes?: SpanAttributes | undefined;
  /** The `traceparent` that it lies below. @defaultValue the current one */
  readonly parent?: string | undefined;
  /** Whether it begins a trace where there is none. @defaultValue false: then it is not recorded */
  readonly root?: boolean | undefined;
  /** The `traceparent` of each other trace that it works for. Those that are not recorded are left out. @defaultValue none */
  readonly links?: readonly string[] | undefined;
  /** When it began, in milliseconds since the epoch. @defaultValue now */
  readonly startTime?: number | undefined;
}

/** Returns the current `traceparent`, for what continues the trace in another process; absent when nothing is traced. */
export const activeTraceparent = (): string | undefined => currentTracing()?.active();

/** Begins a span. It does not become the current one. */
export function startSpan(name: string, options: SpanOptions = {}): Span {
  const tracing = currentTracing();
  return tracing === undefined ? NO_SPAN : openSpan(tracing, name, options);
}

/**
 * Calls a function within a span, which ends when the function returns, or when the promise that it returns is settled. What it
 * throws marks the span as failed.
 */
export function traced<T>(name: string, options: SpanOptions, operation: (span: Span) => T): T {
  const tracing = currentTracing();
  if (tracing === undefined) return operation(NO_SPAN);
  const span = openSpan(tracing, name, options);
  if (span.traceparent === undefined) return operation(span);
  try {
    const returned = tracing.run(span.traceparent, () => operation(span));
    if (!(returned instanceof Promise)) {
      span.end();
      return returned;
    }
    return returned.then(
      (value: unknown) => {
        span.end();
        return value;
      },
      (error: unknown) => {
        span.fail(error);
        span.end();
        throw error;
      },
    ) as T;
  } catch (error) {
    span.fail(error);
    span.end();
    throw error;
  }
}

/** Calls a function at a place in a trace, or at none: what the function starts does not belong to the current trace. */
export function withTraceparent<T>(traceparent: string | undefined, operation: () => T): T {
  const tracing = currentTracing();
  return tracing === undefined ? operation() : tracing.run(traceparent, operation);
}

/** Returns the place of a new span below a parent, or of the root of a new trace. */
export function newPlace(tracing: Tracing, parent: TracePlace | undefined): TracePlace {
  const traceId = parent?.traceId ?? newTraceId();
  return { traceId, spanId: newSpanId(), isSampled: parent?.isSampled ?? tracing.samples(traceId) };
}

function openSpan(tracing: Tracing, name: string, options: SpanOptions): Span {
  const parent = parseTraceparent(options.parent ?? tracing.active());
  if (parent === undefined && options.root !== true) return NO_SPAN;
  const place = newPlace(tracing, parent);
  return new OpenSpan({
    name,
    kind: options.kind ?? 'internal',
    place,
    parentId: parent?.spanId,
    attributes: options.attributes,
    links: (options.links ?? []).flatMap(linkTo),
    startTime: options.startTime,
    record: place.isSampled ? tracing.record : ignore,
  });
}

function linkTo(traceparent: string): SpanLink[] {
  const place = parseTraceparent(traceparent);
  return place?.isSampled === true ? [{ traceId: place.traceId, spanId: place.spanId }] : [];
}

const ignore = (): void => undefined;
