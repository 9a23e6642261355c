import { describeSize } from '@poppobuilder/core';
import { freemem } from 'node:os';

/** Between two readings of the free memory while tasks wait for it. In milliseconds. */
const POLL_INTERVAL = 500;

/** What the gate reports. */
export interface MemoryListener {
  /** Called when too little memory is free. */
  readonly onShut: () => void;
  /** Called when more memory may be free. */
  readonly onChange: () => void;
}

/** Memory that is free on the machine, or in the container of this process. In bytes. */
const freeMemory = (): number => Math.min(freemem(), process.availableMemory());

/** Admits tasks while enough memory is free. */
export class MemoryGate {
  readonly #least: number;
  readonly #listener: MemoryListener;
  readonly #free: () => number;
  #timer: NodeJS.Timeout | undefined;
  #hasWarned = false;

  /**
   * @param least - bytes that must be free
   * @param free - bytes that are free
   */
  constructor(least: number, listener: MemoryListener, free: () => number = freeMemory) {
    this.#least = least;
    this.#listener = listener;
    this.#free = free;
  }

  /** Whether a task may start now. If not, the listener is called: now, and when one may start again. */
  isOpen(): boolean {
    return this.shortage() === undefined;
  }

  /** Returns why no task may start now, as `isOpen` does. */
  shortage(): string | undefined {
    if (this.#least === 0) return undefined;
    const free = this.#free();
    if (free >= this.#least) return undefined;
    const message = `${describeSize(free)} of memory is free, and minFreeMemory is ${describeSize(this.#least)}.`;
    if (!this.#hasWarned) {
      this.#hasWarned = true;
      process.emitWarning(`Tasks wait: ${message}`, 'PoppoBuilderWarning');
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#listener.onChange();
    }, POLL_INTERVAL);
    this.#listener.onShut();
    return message;
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
