import tab from '@bomb.sh/tab/commander';
import { createProgram } from '../program.ts';

/** Prints the script of a shell, which asks this program what completes a line. */
export function printCompletion(shell: string): void {
  completion().setup('poppo', 'poppo', shell);
}

/** Prints what completes a line. */
export function complete(words: readonly string[]): void {
  completion().parse([...words]);
}

/** The library adds a command of its own, for which this program has one already. */
function completion(): ReturnType<typeof tab> {
  const program = createProgram();
  const { commands } = program as unknown as { commands: typeof program.commands };
  (commands as unknown[]).splice(0, commands.length, ...commands.filter((one) => one.name() !== 'complete'));
  return tab(program);
}
