/** A number of slots, one for each task that runs; the tasks that wait acquire them in the order of their arrival. */
export class Semaphore {
  #free: number;
  /** A Set, so that leaving the queue costs the same at any place in it. */
  readonly #waiting = new Set<() => void>();

  /** @param slots - tasks that may run at once */
  constructor(slots: number) {
    this.#free = slots;
  }

  /** Acquires a slot if one is free. Returns whether it did. */
  tryAcquire(): boolean {
    if (this.#free <= 0) return false;
    this.#free -= 1;
    return true;
  }

  /** Waits for a slot. Rejects with the signal's reason when that aborts first. */
  async acquire(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      this.#waiting.delete(resolve);
      reject(signal.reason as Error);
    };
    this.#waiting.add(resolve);
    signal.addEventListener('abort', leave, { once: true });
    await promise;
    signal.removeEventListener('abort', leave);
  }

  /** Releases a slot to the task that has waited the longest. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
