/**
 * Passes PoppoBuilder's own warnings to `warn` instead of Node's default output. Other warnings are printed as before.
 * Returns a function that restores the previous listeners.
 */
export function onPoolWarnings(warn: (sentence: string) => void): () => void {
  const former = process.listeners('warning');
  const listener = (warning: Error): void => {
    if (warning.name === 'PoppoBuilderWarning') warn(`warning: ${warning.message}`);
    else for (const other of former) other(warning);
  };
  process.removeAllListeners('warning');
  process.on('warning', listener);
  return () => {
    process.off('warning', listener);
    for (const other of former) process.on('warning', other);
  };
}
