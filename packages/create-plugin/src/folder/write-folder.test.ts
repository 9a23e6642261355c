import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTarget } from './check-target.ts';
import { writeFolder } from './write-folder.ts';

const FILES = new Map([
  ['a.txt', 'a'],
  ['b/c.txt', 'c'],
]);

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'create-plugin-'));
});

afterEach(() => {
  chmodSync(parent, 0o700);
  rmSync(parent, { recursive: true });
});

describe('a folder', () => {
  it('is written with the permissions of a new folder', () => {
    writeFolder(join(parent, 'x'), FILES);
    expect(readFileSync(join(parent, 'x/b/c.txt'), 'utf8')).toBe('c');
    expect(statSync(join(parent, 'x')).mode & 0o777).toBe(0o777 & ~process.umask());
    expect(readdirSync(parent)).toEqual(['x']);
  });

  it('takes the place of an empty one', () => {
    mkdirSync(join(parent, 'x'));
    writeFolder(checkTarget(join(parent, 'x')), FILES);
    expect(readdirSync(join(parent, 'x'))).toEqual(['a.txt', 'b']);
  });

  it('that is not empty stays as it is, also if it was still empty when it was checked', () => {
    mkdirSync(join(parent, 'x'));
    writeFileSync(join(parent, 'x', 'mine.txt'), '');
    const notEmpty = {
      message: expect.stringContaining('x is not empty. Choose another name') as string,
      exitCode: 2,
    };
    expect(() => checkTarget(join(parent, 'x'))).toThrow(expect.objectContaining(notEmpty));
    expect(() => writeFolder(join(parent, 'x'), FILES)).toThrow(expect.objectContaining(notEmpty));
    expect(readdirSync(parent)).toEqual(['x']);
    expect(readdirSync(join(parent, 'x'))).toEqual(['mine.txt']);
  });

  it('is no file', () => {
    writeFileSync(join(parent, 'x'), '');
    expect(() => checkTarget(join(parent, 'x'))).toThrow(/exists and is not a folder/);
  });

  it('leaves nothing behind when a file cannot be written', () => {
    const broken = new Map([...FILES, ['a.txt/d.txt', 'd']]);
    expect(() => writeFolder(join(parent, 'x'), broken)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/cannot be written/) as string, exitCode: 1 }),
    );
    expect(readdirSync(parent)).toEqual([]);
  });
});
