/** What an attribute of a span may be. */
export type SpanValue = string | number | boolean;

/** Attributes of a span. They hold no secret, and no text that a task or a person wrote. */
export type SpanAttributes = Readonly<Record<string, SpanValue | undefined>>;

/** The role of a span, as OpenTelemetry defines it. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A span of another trace. */
export type SpanLink = Pick<SpanRecord, 'traceId' | 'spanId'>;

/** A span that has ended. */
export interface SpanRecord {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Absent for the root of a trace. */
  readonly parentId?: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Spans of other traces that it works for, too. */
  readonly links?: readonly SpanLink[] | undefined;
  /** In milliseconds since the epoch, as all times here. */
  readonly startTime: number;
  readonly endTime: number;
  readonly attributes: Readonly<Record<string, SpanValue>>;
  /** The code of the error that the work ended with. */
  readonly error?: string | undefined;
}
