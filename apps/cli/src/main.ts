import { CommanderError } from 'commander';
import { createProgram } from './program.ts';

/** Runs the command line: `arguments_` without node and script. Sets the exit code of the process, never rejects. */
export async function main(arguments_: readonly string[]): Promise<void> {
  // What holds if the process ends because nothing is left to wait for.
  process.exitCode = 1;
  try {
    await createProgram().parseAsync(arguments_, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    // Errors are rare: what shows them is loaded only now.
    const { reportError } = await import('./output/report-error.ts');
    process.exitCode = await reportError(error, { json: arguments_.includes('--json') });
  }
  // All is written by now, and nothing that a plugin left open may keep the process.
  process.exit();
}

const isHelp = ({ code }: CommanderError): boolean =>
  code === 'commander.helpDisplayed' || code === 'commander.help' || code === 'commander.version';
