import type { Signals } from '../../database/signals.ts';

/** Not every change is signalled. In milliseconds. */
const POLL_INTERVAL = 1_000;

/** Listens for new events from its creation on, so that none is missed between a read and the wait. */
export class EventWaiter implements Disposable {
  readonly #signals: Signals;
  #isSignalled = false;
  #resolve: (() => void) | undefined;

  constructor(signals: Signals) {
    this.#signals = signals;
    signals.on('events', this.#onEvents);
  }

  /** Resolves when there are new events, after the poll interval, or when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#isSignalled || signal.aborted) return;
    const waiting = Promise.withResolvers<void>();
    const resolve = (): void => waiting.resolve();
    this.#resolve = resolve;
    const timer = setTimeout(resolve, POLL_INTERVAL);
    signal.addEventListener('abort', resolve, { once: true });
    await waiting.promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', resolve);
  }

  [Symbol.dispose](): void {
    this.#signals.off('events', this.#onEvents);
  }

  readonly #onEvents = (): void => {
    this.#isSignalled = true;
    this.#resolve?.();
  };
}
