import { Output } from '../output/output.ts';
import { printable } from '../output/printable.ts';

/**
 * Passes PoppoBuilder's own warnings to `warn` instead of Node's default output. Other warnings are printed as before.
 * Returns a function that restores the previous listeners.
 */
export function onPoolWarnings(warn: (sentence: string) => void): () => void {
  const former = process.listeners('warning');
  const listener = (warning: Error): void => {
    if (isOwn(warning)) warn(`warning: ${warning.message}`);
    else for (const other of former) other(warning);
  };
  process.removeAllListeners('warning');
  process.on('warning', listener);
  return () => {
    process.off('warning', listener);
    for (const other of former) process.on('warning', other);
  };
}

/** Deprecations of the plugin contract have a code of their own. */
const isOwn = ({ name, code }: Error & { readonly code?: unknown }): boolean =>
  name === 'PoppoBuilderWarning' || (typeof code === 'string' && code.startsWith('POPPO_'));

/** Runs a command, and writes PoppoBuilder's warnings to standard error meanwhile. */
export async function withWarnings(command: (stderr: Output) => Promise<void>): Promise<void> {
  const stderr = new Output(process.stderr);
  const stop = onPoolWarnings((sentence) => stderr.write(`${printable(sentence)}\n`));
  try {
    await command(stderr);
  } finally {
    // Warnings are emitted a moment later than they are made.
    await new Promise((resolve) => void setImmediate(resolve));
    await stderr.flush();
    stop();
  }
}
