import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { existingFolders } from './existing-folders.ts';

const absent = join(tmpdir(), 'poppobuilder-does-not-exist');

it('makes paths absolute', () => {
  expect(existingFolders('--readable', [tmpdir(), '.'])).toEqual([tmpdir(), process.cwd()]);
  expect(existingFolders('--readable', [])).toEqual([]);
});

it.each([
  [[absent], `"${absent}" of --readable does not exist`],
  [
    [tmpdir(), absent, 'not-here'],
    `"${absent}", "${join(process.cwd(), 'not-here')}" of --readable do not exist`,
  ],
  [[join(absent, 'below')], `"${join(absent, 'below')}" of --readable does not exist`],
])('names what does not exist: %j', (folders, message) => {
  expect(() => existingFolders('--readable', folders)).toThrow(message);
});
