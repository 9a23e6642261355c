import type { Masker } from '@poppobuilder/core';
import {
  activeTraceparent,
  currentTracing,
  parseTraceparent,
  readSpan,
  withTraceparent,
} from '@poppobuilder/core/runner-kit';

/** Spans that one task may send. A handler may write to the pipe, too. */
const MAX_SPANS = 10_000;

/** Passes on the spans that a worker sends about its task. Only this process sends them to a collector. */
export class SpanRelay {
  readonly #masker: Masker;
  readonly #traceparent: string | undefined = activeTraceparent();
  readonly #traceId: string | undefined;
  #count = 0;

  /** Is created within the span of the task. */
  constructor(masker: Masker) {
    this.#masker = masker;
    const place = parseTraceparent(this.#traceparent);
    this.#traceId = place?.isSampled === true ? place.traceId : undefined;
  }

  /** Calls a function at the task's place in its trace: what a worker sends arrives in that of its first task. */
  within(operation: () => void): void {
    withTraceparent(this.#traceparent, operation);
  }

  /** Records a span, masked. One of another trace, or that is no span, is dropped. */
  take(given: unknown): void {
    if (this.#traceId === undefined || this.#count >= MAX_SPANS) return;
    this.#count += 1;
    const span = readSpan(given);
    if (span?.traceId !== this.#traceId || span.parentId === undefined) return;
    const { attributes, name, error } = span;
    currentTracing()?.record({
      ...span,
      name: this.#masker.text(name),
      attributes: this.#masker.value(attributes),
      ...(error === undefined ? {} : { error: this.#masker.text(error) }),
    });
  }
}
