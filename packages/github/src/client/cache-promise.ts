/** Returns a function that runs `run` once and caches its result for all callers. A failure is not cached. */
export function cachePromise<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
