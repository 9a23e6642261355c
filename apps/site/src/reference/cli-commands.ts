import type { Command } from 'commander';
import { createProgram } from '../../../cli/src/program.ts';
import { markdownTable } from './markdown-table.ts';

/** Returns a section for each command of `poppo`, from the program itself. */
export function describeCommands(): string {
  return leavesOf(createProgram(), []).map(describeCommand).join('\n\n');
}

interface NamedCommand {
  readonly command: Command;
  readonly path: readonly string[];
}

/** The commands that do something: those without an action only group others. */
function leavesOf(command: Command, above: readonly string[]): NamedCommand[] {
  const path = [...above, command.name()];
  const below = command.commands.flatMap((child) => leavesOf(child, path));
  const acts = '_actionHandler' in command && command._actionHandler !== null;
  return acts ? [{ command, path }, ...below] : below;
}

function describeCommand({ command, path }: NamedCommand): string {
  const name = path.join(' ');
  const rows = [
    ...command.registeredArguments.map((argument) => [`\`${argument.name()}\``, argument.description]),
    ...command.options
      .filter(({ hidden }) => !hidden)
      .map((option) => [`\`${option.flags}\``, `${option.description}${choicesOf(option.argChoices)}`]),
  ];
  const table = rows.length === 0 ? '' : `\n\n${markdownTable(['argument or flag', 'meaning'], rows)}`;
  return `### \`${name}\`\n\n\`${name} ${command.usage()}\`\n\n${command.description()}${table}`;
}

const choicesOf = (choices: readonly string[] | undefined): string =>
  choices === undefined ? '' : `: ${choices.map((choice) => `\`${choice}\``).join(', ')}`;
