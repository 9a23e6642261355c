import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { createProgram } from '../../../apps/cli/src/program.ts';
import { listPackages, root } from '../../../scripts/workspace.ts';
import { ALL_BLOCKS, DOCUMENTS } from './list-blocks.ts';

const packages = listPackages();
const published = new Set(packages.map(({ manifest }) => manifest.name));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** What documents install beside our packages. */
const OTHER_PACKAGES = new Set(['@anthropic-ai/claude-code', '@openai/codex', 'pg', 'zod']);

/** Programs of others, which are used as their own manuals say. */
const OTHER_PROGRAMS = new Set([
  'apt',
  'cd',
  'chown',
  'claude',
  'export',
  'git',
  'keyctl',
  'rm',
  'useradd',
  'vitest',
]);

/** Commands of our own programs: what is wrong with each, or nothing. */
const PROGRAMS: Readonly<Record<string, (args: readonly string[]) => string | undefined>> = {
  poppo: checkPoppo,
  npx: checkNpx,
  pnpm: ([script = '']) => checkScript(script),
  npm: checkNpm,
  node: ([file = '']) =>
    file.startsWith('-') || file.startsWith('/') || existsSync(join(root, file))
      ? undefined
      : `${file} does not exist`,
  '.ci/run': () => undefined,
};

it('every command in the documents exists, with its flags', () => {
  const commands = ALL_BLOCKS.filter(({ language }) => language === 'sh').flatMap(({ text, place }) =>
    commandsOf(text).map((command) => ({ command, place })),
  );
  expect(commands.length).toBeGreaterThan(40);
  const wrong = commands.flatMap(({ command, place }) => {
    const problem = checkCommand(command);
    return problem === undefined ? [] : [`${place}: ${command}: ${problem}`];
  });
  expect(wrong).toEqual([]);
});

it('every command of ours within a sentence exists, with its flags', () => {
  const wrong = DOCUMENTS.flatMap((document) =>
    [
      ...readFileSync(join(root, document), 'utf8').matchAll(
        /(?<!`)`((?:poppo|npx -y pnpm@12|npm create) [^`\n]+)`/g,
      ),
    ]
      .flatMap(([, code = '']) => commandsOf(code))
      .filter((command) => !/<|\.\.\.|\[/.test(command))
      .flatMap((command) => {
        const problem = checkCommand(command);
        // A sentence may name a command without what it requires.
        return problem === undefined || problem.includes('required option')
          ? []
          : [`${document}: ${command}: ${problem}`];
      }),
  );
  expect(wrong).toEqual([]);
});

/** The commands of a script, without comments, variables, redirections and what stands in quotes. */
function commandsOf(script: string): string[] {
  return script
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*/, ''))
    .flatMap((line) => line.split(/&&|\|\|?|;/))
    .map((command) =>
      command
        .replaceAll(/[<>]\s*\S+/g, '')
        .replace(/^(\s*[A-Z_]+=\S*)+\s/, '')
        .trim(),
    )
    .filter((command) => command !== '');
}

function checkCommand(command: string): string | undefined {
  const [program = '', ...args] = command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  if (OTHER_PROGRAMS.has(program)) return undefined;
  const check = PROGRAMS[program];
  return check === undefined ? `there is no program ${program}` : check(args);
}

/** How commander reports help and versions, and that a sentence names a command without its arguments. */
const HARMLESS = new Set([
  'commander.version',
  'commander.helpDisplayed',
  'commander.missingArgument',
  'commander.optionMissingArgument',
]);

/** Parses arguments as `poppo` does, and does nothing. */
function checkPoppo(args: readonly string[]): string | undefined {
  const program = createProgram();
  disarm(program);
  try {
    program.parse(args, { from: 'user' });
    return undefined;
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    return HARMLESS.has(code) ? undefined : message;
  }
}

function disarm(command: Command): void {
  command.configureOutput({ writeOut: () => {}, writeErr: () => {} });
  for (const child of command.commands) {
    disarm(child);
    if ('_actionHandler' in child && child._actionHandler !== null) child.action(() => {});
  }
}

function checkNpx(args: readonly string[]): string | undefined {
  const [name = '', ...rest] = args.filter((argument) => argument !== '-y');
  if (name === 'poppo') return checkPoppo(rest);
  if (name === 'pnpm@12') return checkScript(rest[0] ?? '');
  return name === 'changeset' ? undefined : `${name} is not what the documents use`;
}

const checkScript = (script: string): string | undefined =>
  script in scripts || ['', 'install'].includes(script) ? undefined : `there is no script ${script}`;

function checkNpm([verb = '', ...args]: readonly string[]): string | undefined {
  const names = args.filter((argument) => !argument.startsWith('-')).map(nameOf);
  if (verb === 'install') {
    const unknown = names.find(
      (name) => !published.has(name) && !OTHER_PACKAGES.has(name) && !/acme|[./]{2}/.test(name),
    );
    return unknown === undefined ? undefined : `${unknown} is no package of ours`;
  }
  if (verb === 'create') {
    const created = names[0]?.replace('/', '/create-') ?? '';
    return published.has(created) ? undefined : `there is no package ${created}`;
  }
  return ['run', 'test', 'publish', 'pack', 'pkg', 'view', 'init'].includes(verb)
    ? undefined
    : `npm ${verb} is not known here`;
}

const nameOf = (specifier: string): string => specifier.replace(/(?<=.)@.*$/, '');
