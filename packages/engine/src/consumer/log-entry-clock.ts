/** The time for lines: to the millisecond, with a number as microseconds that tells lines of a millisecond apart. */
export class LogEntryClock {
  #count = 0;

  /** ISO 8601 with six places. */
  next(): string {
    this.#count = (this.#count + 1) % 1_000;
    return `${new Date().toISOString().slice(0, -1)}${String(this.#count).padStart(3, '0')}Z`;
  }
}
