const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_CODE_CANCELLED = 130;

/**
 * Listens for the signals that ask this process to stop: the first calls `onFirst`, the second ends the process at
 * once, and what still runs is killed. Gives a function that stops listening.
 */
export function onStopSignals(onFirst: (signal: NodeJS.Signals) => void): () => void {
  let asked = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(EXIT_CODE_CANCELLED);
    asked = true;
    onFirst(signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
