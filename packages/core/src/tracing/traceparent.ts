import { randomBytes } from 'node:crypto';

/** Where a span is in a trace: what the text form of W3C Trace Context holds. */
export interface TracePlace {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether spans of the trace are recorded. */
  readonly isSampled: boolean;
}

const FORM = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})$/;

/** Reads a `traceparent`. Returns `undefined` for anything else. */
export function parseTraceparent(text: string | undefined): TracePlace | undefined {
  const [, traceId, spanId, flags] = FORM.exec(text ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Returns the text form of a place. */
export const formatTraceparent = ({ traceId, spanId, isSampled }: TracePlace): string =>
  `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;

/** Returns a new id of a trace. */
export const newTraceId = (): string => randomBytes(16).toString('hex');

/** Returns a new id of a span. */
export const newSpanId = (): string => randomBytes(8).toString('hex');
