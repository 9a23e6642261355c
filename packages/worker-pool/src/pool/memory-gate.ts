import { describeSize } from '@poppobuilder/core';
import { freemem } from 'node:os';

/** Milliseconds between two looks at the free memory while tasks wait for it. */
const INTERVAL = 500;

/** What the gate tells. */
export interface MemoryListener {
  /** Too little memory is free: what can be given up is to be. */
  readonly onShut: () => void;
  /** More may be free now. */
  readonly onChange: () => void;
}

/** What is left of the machine, or of the container that this process is in. */
const freeMemory = (): number => Math.min(freemem(), process.availableMemory());

/** Lets tasks in while enough memory is free. */
export class MemoryGate {
  readonly #least: number;
  readonly #listener: MemoryListener;
  readonly #free: () => number;
  #timer: NodeJS.Timeout | undefined;
  #told = false;

  /**
   * @param least - bytes that must be free
   * @param free - bytes that are free
   */
  constructor(least: number, listener: MemoryListener, free: () => number = freeMemory) {
    this.#least = least;
    this.#listener = listener;
    this.#free = free;
  }

  /** Whether a task may start now; when not, the listener is told that none may, and later that one may. */
  isOpen(): boolean {
    if (this.#least === 0) return true;
    const free = this.#free();
    if (free >= this.#least) return true;
    if (!this.#told) {
      this.#told = true;
      const message = `Tasks wait: ${describeSize(free)} of memory are free, and minFreeMemory is ${describeSize(this.#least)}.`;
      process.emitWarning(message, 'PoppoBuilderWarning');
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#listener.onChange();
    }, INTERVAL);
    this.#listener.onShut();
    return false;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
