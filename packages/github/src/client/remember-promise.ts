/** Shares one run among all who ask, and keeps what it gave; a failure is not kept, so that the next who asks tries again. */
export function rememberPromise<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().catch((error: unknown) => {
      running = undefined;
      throw error;
    });
    return running;
  };
}
