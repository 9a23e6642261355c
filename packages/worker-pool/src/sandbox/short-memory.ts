/** Milliseconds that something found on the disk is taken for the next worker, too: looking for it blocks the host. */
const REMEMBERED = 10_000;

/** Remembers for a short time what was found on the disk. */
export class ShortMemory<T> {
  /** The oldest first. */
  readonly #entries = new Map<string, { readonly found: T; readonly at: number }>();

  /** Returns what was found for this key lately, else what `find` finds now. */
  recall(key: string, find: () => T): T {
    const now = performance.now();
    for (const [other, { at }] of this.#entries) {
      if (now - at <= REMEMBERED) break;
      this.#entries.delete(other);
    }
    const known = this.#entries.get(key);
    if (known !== undefined) return known.found;
    const found = find();
    this.#entries.set(key, { found, at: now });
    return found;
  }
}
