import { parseArgs } from 'node:util';
import { invalidInput } from '../create-error.ts';
import { type Language, type PluginOption, pluginOptions } from '../plugin-options.ts';

/** What the command line says; what it leaves open is `undefined`. */
export interface GivenArguments {
  readonly name: string | undefined;
  readonly language: Language | undefined;
  readonly options: readonly PluginOption[] | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

const FLAGS = ['js', ...pluginOptions, 'help', 'version'];

/** Reads the arguments. Throws a {@link CreateError} that names what is wrong with them. */
export function readArguments(args: readonly string[], environment: NodeJS.ProcessEnv): GivenArguments {
  const given = flagsOf(environment);
  const names: string[] = [];
  const { tokens } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(FLAGS.map((flag) => [flag, { type: 'boolean' }])),
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'positional') names.push(token.value);
    if (token.kind === 'option') given.add(checkFlag(token));
  }
  if (names.length > 1) throw invalidInput(`${names.join(', ')} are ${names.length} names. Give one.`);
  const options = pluginOptions.filter((option) => given.has(option));
  const language = given.has('js') ? 'javascript' : undefined;
  const isOpen = language === undefined && options.length === 0;
  return {
    name: names[0],
    language: isOpen ? undefined : (language ?? 'typescript'),
    options: isOpen ? undefined : options,
    help: given.has('help'),
    version: given.has('version'),
  };
}

function checkFlag({
  name,
  rawName,
  value,
}: {
  name: string;
  rawName: string;
  value?: string | undefined;
}): string {
  if (!FLAGS.includes(name)) {
    const known = FLAGS.map((flag) => `--${flag}`);
    throw invalidInput(
      `There is no flag ${rawName}. The flags are ${known.slice(0, -1).join(', ')} and ${known.at(-1)}.`,
    );
  }
  if (value !== undefined) throw invalidInput(`${rawName} takes no value. Leave "=${value}" out.`);
  return name;
}

/** Without `--` before them, npm takes flags for its own and hands them on in the environment alone. */
function flagsOf(environment: NodeJS.ProcessEnv): Set<string> {
  const own = FLAGS.filter((flag) => flag !== 'help' && flag !== 'version');
  return new Set(own.filter((flag) => environment[`npm_config_${flag}`] === 'true'));
}
