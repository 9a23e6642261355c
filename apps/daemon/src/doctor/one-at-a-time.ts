/** Returns a function that does something expensive: who asks while it is being done gets that result. */
export function oneAtATime<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return async () => {
    running ??= work().finally(() => (running = undefined));
    return running;
  };
}
