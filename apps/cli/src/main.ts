import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** Runs the command line, without node and script in `arguments_`. Sets the exit code of the process. Never rejects. */
export async function main(arguments_: readonly string[]): Promise<void> {
  // The exit code if the process ends because the event loop is empty.
  process.exitCode = 1;
  try {
    await createProgram().parseAsync(arguments_, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    // Errors are rare, so their reporter is loaded only now.
    const { reportError } = await import('./output/report-error.ts');
    process.exitCode = await reportError(error, { json: arguments_.includes('--json') });
  }
  // All output is written. A plugin that left something open must not keep the process alive.
  process.exit();
}

const isHelp = ({ code }: CommanderError): boolean =>
  code === 'commander.helpDisplayed' || code === 'commander.help' || code === 'commander.version';
