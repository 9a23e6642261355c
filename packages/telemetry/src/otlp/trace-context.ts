import { context, type SpanContext, trace, TraceFlags } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { parseTraceparent, type TraceContext } from '@poppobuilder/core/runner-kit';

/** Keeps the place in a trace where OpenTelemetry's API keeps it: what libraries trace by that API lies in the same trace. */
export function openTraceContext(): TraceContext & { readonly close: () => void } {
  const manager = new AsyncLocalStorageContextManager().enable();
  // A program that has installed one before keeps it.
  const isOurs = context.setGlobalContextManager(manager);
  return {
    run: (traceparent, operation) => {
      const active = context.active();
      const place = spanContextOf(traceparent);
      const next = place === undefined ? trace.deleteSpan(active) : trace.setSpanContext(active, place);
      return context.with(next, operation);
    },
    active: () => textOf(trace.getSpanContext(context.active())),
    close: () => {
      if (isOurs) context.disable();
    },
  };
}

function spanContextOf(traceparent: string | undefined): SpanContext | undefined {
  const place = parseTraceparent(traceparent);
  if (place === undefined) return undefined;
  const { traceId, spanId } = place;
  return { traceId, spanId, traceFlags: place.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
}

function textOf(place: SpanContext | undefined): string | undefined {
  if (place === undefined) return undefined;
  const { traceId, spanId, traceFlags } = place;
  return `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
}
