import { parseTraceparent } from './traceparent.ts';
import { activeTraceparent } from './traced.ts';

/** Returns the fields by which a log line is found from its trace; none when nothing is traced. */
export function traceFields(): { readonly trace_id?: string; readonly span_id?: string } {
  const place = parseTraceparent(activeTraceparent());
  return place === undefined ? {} : { trace_id: place.traceId, span_id: place.spanId };
}
