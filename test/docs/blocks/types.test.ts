import { execFile } from 'node:child_process';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { ALL_BLOCKS, type Block } from './list-blocks.ts';

const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

/** Below the packages that the blocks import. */
const folder = fileURLToPath(new URL(`../../node_modules/.cache/documents-${process.pid}`, import.meta.url));

const blocks = ALL_BLOCKS.filter(({ language }) => language === 'ts' || language === 'js');

/** Modules that other blocks import: the mark of the block, or the name that it exports. */
const MODULES: Readonly<Record<string, (block: Block) => boolean>> = {
  'tracker.ts': ({ example }) => example === 'tracker',
  'changelog.ts': ({ example }) => example === 'changelog',
  'sqlite-store.ts': ({ example }) => example === 'sqlite-store',
  'summarize.ts': ({ text }) => text.includes('export const summarize'),
  'answer.ts': ({ text }) => text.includes('export const answer'),
  'add-note.ts': ({ text }) => text.includes('export const addNote'),
};

const options = {
  noEmit: true,
  strict: true,
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  target: 'es2023',
  lib: ['es2024', 'esnext.disposable', 'dom'],
  types: ['node'],
  module: 'nodenext',
  moduleDetection: 'force',
  allowImportingTsExtensions: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
};

afterAll(() => rm(folder, { recursive: true, force: true }));

it(
  'every block of TypeScript and JavaScript in the documents has valid types',
  { timeout: 120_000 },
  async () => {
    const files = new Map<string, Block>();
    for (const [index, block] of blocks.entries()) {
      const name = Object.entries(MODULES).find(([, isModule]) => isModule(block))?.[0];
      files.set(name ?? `block-${index}.${block.language}`, block);
    }
    for (const [name, { text }] of files) await write(name, text);
    await copyFile(new URL('names.d.ts', import.meta.url), join(folder, 'names.d.ts'));
    await write('package.json', JSON.stringify({ type: 'module' }));
    await write('tsconfig.json', JSON.stringify({ compilerOptions: options, include: ['*'] }));
    const report = await promisify(execFile)(process.execPath, [
      compiler,
      '-p',
      folder,
      '--pretty',
      'false',
    ]).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout,
    );
    const mistakes = report.matchAll(/([\w.-]+)\((\d+),\d+\): error (.+)/g);
    expect(
      [...mistakes].map(
        ([, file = '', line, message]) => `${files.get(file)?.place ?? file} + ${line}: ${message}`,
      ),
    ).toEqual([]);
  },
);

async function write(name: string, text: string): Promise<void> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
