import { PLUGIN_OPTIONS } from '../plugin-options.ts';

const flags: readonly (readonly [flag: string, description: string])[] = [
  ['--js', 'write JavaScript instead of TypeScript'],
  ...Object.entries(PLUGIN_OPTIONS).map(([name, { description }]) => [`--${name}`, description] as const),
  ['--help', 'print this text'],
  ['--version', 'print the version'],
];

export const HELP: string = `Usage: npm create @poppobuilder/plugin@latest NAME -- [flags]

Creates a PoppoBuilder plugin in a folder with the name of its package. Asks for what is
missing, if it runs in a terminal.

Flags:
${flags.map(([flag, description]) => `  ${flag.padEnd(12)}${description}`).join('\n')}

Exit codes:
  0    the plugin was created
  1    the folder cannot be written
  2    the name, a flag or the folder cannot be used
  130  it was cancelled`;
