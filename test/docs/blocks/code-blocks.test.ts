import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../../scripts/workspace.ts';
import { ALL_BLOCKS, type Block } from './list-blocks.ts';

/** Languages whose blocks are all tested: by the other files of this folder, and Mermaid where the site draws it. */
const TESTED_LANGUAGES = new Set(['sh', 'ts', 'js', 'json', 'mermaid']);

/** Blocks that nothing tests, by document and first line, with the reason. */
const UNTESTED: Readonly<Record<string, string>> = {
  'docs/guide/durable-tasks.md: allowBuilds:': 'a setting of pnpm, not of ours',
  'packages/embedded-postgres/README.md: allowBuilds:': 'a setting of pnpm, not of ours',
  'docs/guide/toolchains.md: The command "tool" could not be started: it exists on the host, but is not visible in the sandbox. Make its folder visible:':
    'an error of a program that is not on this machine',
  'docs/guide/operating.md: GITHUB_TOKEN=...': 'variables without their values',
};

const keyOf = ({ document, text }: Block): string => `${document}: ${text.split('\n')[0]}`;

it('every block of code in the documents is tested, or listed with a reason', () => {
  const untested = ALL_BLOCKS.filter(
    (block) =>
      block.example === undefined && !TESTED_LANGUAGES.has(block.language) && !(keyOf(block) in UNTESTED),
  );
  expect(untested.map(({ place, language }) => `${place} (${language})`)).toEqual([]);
});

it('the list names no block that is gone or tested', () => {
  const keys = new Set(ALL_BLOCKS.filter(({ example }) => example === undefined).map(keyOf));
  expect(Object.keys(UNTESTED).filter((key) => !keys.has(key))).toEqual([]);
});

it('each mark of an example is named by a test', () => {
  const tests = globSync(['test/**/*.ts', '{packages,plugins,apps}/*/src/**/*.test.ts'], {
    cwd: root,
    exclude: ['**/node_modules/**'],
  });
  const names = new Set(
    tests.flatMap((file) => readFileSync(join(root, file), 'utf8').match(/(?<=')[^'\n]+(?=')/g) ?? []),
  );
  const unnamed = ALL_BLOCKS.filter(({ example }) => example !== undefined && !names.has(example));
  expect(unnamed.map(({ place, example }) => `${place}: ${example}`)).toEqual([]);
});
