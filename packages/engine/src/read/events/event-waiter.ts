import type { Signals } from '../../database/signals.ts';

/** Milliseconds after which a reader looks by itself: not every change is told. */
const POLL = 1_000;

/** Hears of new events from its creation on, so that none is missed between a look and the wait. */
export class EventWaiter implements Disposable {
  readonly #signals: Signals;
  #isThere = false;
  #resolve: (() => void) | undefined;

  constructor(signals: Signals) {
    this.#signals = signals;
    signals.on('events', this.#onEvents);
  }

  /** Resolves when there are new events, after a while also without, and when the signal aborts. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#isThere || signal.aborted) return;
    const { promise, resolve: settle } = Promise.withResolvers<void>();
    const resolve = (): void => settle();
    this.#resolve = resolve;
    const timer = setTimeout(resolve, POLL);
    signal.addEventListener('abort', resolve, { once: true });
    await promise;
    clearTimeout(timer);
    signal.removeEventListener('abort', resolve);
  }

  [Symbol.dispose](): void {
    this.#signals.off('events', this.#onEvents);
  }

  readonly #onEvents = (): void => {
    this.#isThere = true;
    this.#resolve?.();
  };
}
