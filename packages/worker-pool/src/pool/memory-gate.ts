import { freemem } from 'node:os';
import { describeSize } from './parse-size.ts';

/** Milliseconds between two looks at the free memory while tasks wait for it. */
const INTERVAL = 500;

/** Lets tasks in while enough memory is free. */
export class MemoryGate {
  readonly #least: number;
  readonly #onOpen: () => void;
  readonly #free: () => number;
  #timer: NodeJS.Timeout | undefined;
  #told = false;

  /**
   * @param least - bytes that must be free
   * @param onOpen - called when that may have become so
   * @param free - bytes that are free
   */
  constructor(least: number, onOpen: () => void, free: () => number = freemem) {
    this.#least = least;
    this.#onOpen = onOpen;
    this.#free = free;
  }

  /** Whether a task may start now; when not, `onOpen` is called later. */
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
      this.#onOpen();
    }, INTERVAL);
    return false;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
