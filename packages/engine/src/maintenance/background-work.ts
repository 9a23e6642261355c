/** In milliseconds. What finds nothing to do takes less. */
const MAX_WAIT = 50;

/**
 * Runs work of the background one after another, so that an idle engine needs one connection at a time: each takes up to
 * 10 MB in Postgres. Work that takes longer, as for a lock, delays the next by 50 ms.
 */
export class BackgroundWork {
  #last: Promise<unknown> | undefined;

  async run<T>(work: () => Promise<T>): Promise<T> {
    const result = after(this.#last, work);
    const settled = result
      .catch(() => undefined)
      .finally(() => {
        if (this.#last === settled) this.#last = undefined;
      });
    this.#last = settled;
    return result;
  }
}

async function after<T>(last: Promise<unknown> | undefined, work: () => Promise<T>): Promise<T> {
  if (last === undefined) return work();
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, MAX_WAIT);
  });
  await Promise.race([last, waited]);
  clearTimeout(timer);
  return work();
}
