import { type Command, InvalidArgumentError, Option } from 'commander';

/** Adds a command that talks to a daemon. */
export function clientCommand(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .option('--json', 'write JSON, one value a line')
    .addOption(
      new Option('--url <url>', 'daemon to talk to, with the token in POPPOBUILDER_TOKEN').argParser(
        parseUrl,
      ),
    );
}

function parseUrl(text: string): string {
  const { protocol = '', username, password, search, hash } = URL.parse(text) ?? {};
  const isPlain = [username, password, search, hash].every((part) => part === '');
  if (isPlain && /^https?:$/.test(protocol)) return text;
  throw new InvalidArgumentError('It must look like http://127.0.0.1:4780.');
}
