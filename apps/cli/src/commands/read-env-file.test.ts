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

it('says that a file does not exist, or cannot be read', () => {
  const missing = {
    code: 'INVALID_CONFIG',
    message: expect.stringMatching(/--env-file does not exist\. Check/),
  };
  expect(() => readEnvFile(join(folder, 'absent'))).toThrow(expect.objectContaining(missing));
  expect(() => readEnvFile(folder)).toThrow('cannot be read (EISDIR)');
});
