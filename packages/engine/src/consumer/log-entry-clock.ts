/** Creates the times of log entries: a counter in place of the microseconds distinguishes entries of one millisecond. */
export class LogEntryClock {
  #count = 0;

  /** Returns a time in ISO 8601, with microseconds. */
  next(): string {
    this.#count = (this.#count + 1) % 1_000;
    return `${new Date().toISOString().slice(0, -1)}${String(this.#count).padStart(3, '0')}Z`;
  }
}
