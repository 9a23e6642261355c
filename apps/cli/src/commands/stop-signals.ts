const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const EXIT_CODE_CANCELLED = 130;

/**
 * Listens for signals that ask this process to stop. The first calls `onFirst`; the second ends the process immediately
 * and kills what is still running. Returns a function that stops listening.
 */
export function onStopSignals(onFirst: (signal: NodeJS.Signals) => void): () => void {
  let isStopping = false;
  const listener = (signal: NodeJS.Signals): void => {
    if (isStopping) process.exit(EXIT_CODE_CANCELLED);
    isStopping = true;
    onFirst(signal);
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
