import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEnvFile } from './read-env-file.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poppobuilder-env-'));
});

afterEach(() => rm(folder, { recursive: true }));

it('reads variables as Node does', async () => {
  const file = join(folder, 'settings.env');
  await writeFile(file, '# comment\nNAME="two words"\nexport OTHER=1\n');
  expect(readEnvFile(file)).toEqual({ NAME: 'two words', OTHER: '1' });
});

it.each(['\uFEFFFIRST=1\nOTHER=2\n', '\uFEFFFIRST=1\r\nOTHER=2', '\uFEFF\nFIRST=1\nOTHER=2'])(
  'reads every variable of %j, which begins with a byte order mark',
  async (text) => {
    const file = join(folder, 'settings.env');
    await writeFile(file, text);
    expect(readEnvFile(file)).toEqual({ FIRST: '1', OTHER: '2' });
  },
);

it('says in which encoding a file is that is no UTF-8', async () => {
  const file = join(folder, 'settings.env');
  await writeFile(file, '\uFEFFNAME=1', 'utf16le');
  expect(() => readEnvFile(file)).toThrow('--env-file is text in UTF-16; save it as UTF-8.');
  await writeFile(file, 'NAME=caf\xe9', 'latin1');
  expect(() => readEnvFile(file)).toThrow('--env-file is not text in UTF-8; save it as UTF-8.');
});

it('says that a file does not exist, or cannot be read', () => {
  const missing = {
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(/--env-file does not exist\. Check/),
  };
  expect(() => readEnvFile(join(folder, 'absent'))).toThrow(expect.objectContaining(missing));
  expect(() => readEnvFile(folder)).toThrow('cannot be read (EISDIR)');
});
