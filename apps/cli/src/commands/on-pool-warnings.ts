/**
 * Hands the warnings of PoppoBuilder itself to `tell`, in place of what Node prints of a warning; all others are printed
 * as before. Gives a function that stops it.
 */
export function onPoolWarnings(tell: (sentence: string) => void): () => void {
  const former = process.listeners('warning');
  const listener = (warning: Error): void => {
    if (warning.name === 'PoppoBuilderWarning') tell(`warning: ${warning.message}`);
    else for (const other of former) other(warning);
  };
  process.removeAllListeners('warning');
  process.on('warning', listener);
  return () => {
    process.off('warning', listener);
    for (const other of former) process.on('warning', other);
  };
}
