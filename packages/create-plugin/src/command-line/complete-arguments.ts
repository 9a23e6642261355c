import { CreateError, invalidInput } from '../create-error.ts';
import type { Choices } from '../plugin-options.ts';
import { askForChoices } from './ask-for-choices.ts';
import type { GivenArguments } from './read-arguments.ts';

/** Asks for what the command line leaves open, in a terminal. Elsewhere the defaults are taken, and a name is needed. */
export async function completeArguments({ name, language, options }: GivenArguments): Promise<Choices> {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  if (isTerminal && (name === undefined || options === undefined)) {
    const asked = await askForChoices({ name, language, options });
    if (asked === undefined) throw new CreateError('Cancelled. Nothing was created.', { exitCode: 130 });
    return asked;
  }
  if (name === undefined) {
    throw invalidInput('The plugin has no name. Give one: npm create @poppobuilder/plugin@latest my-task');
  }
  return { name, language: language ?? 'typescript', options: options ?? [] };
}
