/** The time, and what is to happen later. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs something after some milliseconds; gives what calls it off. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The time of the machine. Nothing that waits here keeps the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};
