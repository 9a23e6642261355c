import { type Command, Option } from 'commander';

/** Adds a command that talks to a daemon. */
export function clientCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'write JSON, one value a line')
    .addOption(new Option('--url <url>', 'daemon to talk to, with the token in POPPOBUILDER_TOKEN'));
}
