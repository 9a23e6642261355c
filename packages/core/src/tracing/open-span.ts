import { TaskError } from '../errors/task-error.ts';
import type { SpanAttributes, SpanKind, SpanLink, SpanRecord, SpanValue } from './span-record.ts';
import { traceTime } from './trace-clock.ts';
import { formatTraceparent, type TracePlace } from './traceparent.ts';

/** Work that is being traced. */
export interface Span {
  /** The place that work below it has as its parent; absent when nothing is traced. */
  readonly traceparent: string | undefined;
  /** Adds attributes; those that are `undefined` are left out. */
  set(attributes: SpanAttributes): void;
  /** Marks that the work failed. Of the error only its code counts: messages may hold anything. */
  fail(error: unknown): void;
  /** Ends it. The first call counts. */
  end(): void;
}

/** Characters of the longest attribute. */
const MAX_TEXT = 1_024;

/** Where nothing is traced. */
export const NO_SPAN: Span = {
  traceparent: undefined,
  set: () => undefined,
  fail: () => undefined,
  end: () => undefined,
};

/** What an {@link OpenSpan} begins with. */
export interface OpenSpanOptions {
  readonly name: string;
  readonly kind: SpanKind;
  readonly place: TracePlace;
  readonly parentId: string | undefined;
  readonly attributes: SpanAttributes | undefined;
  readonly links?: readonly SpanLink[] | undefined;
  readonly startTime: number | undefined;
  readonly record: (span: SpanRecord) => void;
}

/** A span that is recorded when it ends. */
export class OpenSpan implements Span {
  readonly traceparent: string;
  readonly #options: OpenSpanOptions;
  readonly #startTime: number;
  readonly #attributes: Record<string, SpanValue> = {};
  #error: string | undefined;
  #hasEnded = false;

  constructor(options: OpenSpanOptions) {
    this.#options = options;
    this.traceparent = formatTraceparent(options.place);
    this.#startTime = options.startTime ?? traceTime();
    if (options.attributes !== undefined) this.set(options.attributes);
  }

  set(attributes: SpanAttributes): void {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === undefined) continue;
      this.#attributes[name] = typeof value === 'string' ? value.slice(0, MAX_TEXT) : value;
    }
  }

  fail(error: unknown): void {
    this.#error = errorCodeOf(error);
    this.#attributes['error.type'] = this.#error;
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const { name, kind, place, parentId, links = [], record } = this.#options;
    record({
      traceId: place.traceId,
      spanId: place.spanId,
      ...(parentId === undefined ? {} : { parentId }),
      ...(links.length === 0 ? {} : { links }),
      name,
      kind,
      startTime: this.#startTime,
      endTime: Math.max(this.#startTime, traceTime()),
      attributes: this.#attributes,
      ...(this.#error === undefined ? {} : { error: this.#error }),
    });
  }
}

/** Returns the code of an error, or the name of its class. */
function errorCodeOf(error: unknown): string {
  if (TaskError.is(error)) return error.code;
  return error instanceof Error ? error.name : 'Error';
}
