import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureDataFolder, openDataFile } from './data-folder.ts';

const { O_APPEND, O_CREAT, O_RDONLY, O_WRONLY } = constants;
const APPEND = O_WRONLY | O_CREAT | O_APPEND;

let projectPath = '';
let outside = '';
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
  projectPath = join(folder, 'project');
  outside = join(folder, 'outside');
  mkdirSync(projectPath);
  mkdirSync(outside);
});
afterEach(() => rmSync(join(projectPath, '..'), { recursive: true }));

function append(names: readonly string[], text: string): string {
  const { path, descriptor } = openDataFile(projectPath, names, APPEND);
  writeFileSync(descriptor, text);
  closeSync(descriptor);
  return path;
}

describe('a data file', () => {
  it('is made with its folders, private to the owner, and kept out of git', () => {
    append(['logs', 'output', 'a.log'], 'one ');
    const path = append(['logs', 'output', 'a.log'], 'two');
    expect(path).toBe(join(projectPath, '.poppo', 'logs', 'output', 'a.log'));
    expect(readFileSync(path, 'utf8')).toBe('one two');
    expect(readFileSync(join(projectPath, '.poppo', '.gitignore'), 'utf8')).toBe('*\n!config.json\n');
    const shared = process.platform === 'win32' ? 0 : statSync(path).mode & 0o077;
    expect(shared).toBe(0);
  });

  it('that is only read makes nothing', () => {
    expect(() => openDataFile(projectPath, ['logs', 'a.log'], O_RDONLY)).toThrow('ENOENT');
    expect(readdirSync(projectPath)).toEqual([]);
  });

  it.each([
    ['its own name', ['.poppo', 'logs'], 'a.log'],
    ['a folder above it', ['.poppo'], 'logs'],
    ['the data folder', [], '.poppo'],
  ])('is neither read nor written by a link at %s', (_where, folders, name) => {
    const folder = join(projectPath, ...folders);
    mkdirSync(folder, { recursive: true });
    symlinkSync(name === 'a.log' ? join(outside, 'a.log') : outside, join(folder, name));
    expect(() => append(['logs', 'a.log'], 'text')).toThrow('is a link');
    expect(() => openDataFile(projectPath, ['logs', 'a.log'], O_RDONLY)).toThrow('is a link');
    expect(readdirSync(outside)).toEqual([]);
  });

  it('is not written to a file that a link points to', () => {
    writeFileSync(join(outside, 'profile'), 'as it was');
    mkdirSync(join(projectPath, '.poppo'));
    symlinkSync(join(outside, 'profile'), join(projectPath, '.poppo', '.gitignore'));
    append(['a.log'], 'text');
    expect(readFileSync(join(outside, 'profile'), 'utf8')).toBe('as it was');
  });

  it('has no other file in place of its folder', () => {
    writeFileSync(join(projectPath, '.poppo'), '');
    expect(() => append(['a.log'], 'text')).toThrow('is not a folder');
    expect(() => openDataFile(projectPath, ['a.log'], O_RDONLY)).toThrow('is not a folder');
  });
});

describe('the data folder', () => {
  it('is refused as a link to itself', () => {
    symlinkSync('.poppo', join(projectPath, '.poppo'));
    expect(() => ensureDataFolder(projectPath)).toThrow('is a link');
  });

  it('is refused as a link to nothing, which is not made', () => {
    symlinkSync(join(outside, 'new'), join(projectPath, '.poppo'));
    expect(() => ensureDataFolder(projectPath)).toThrow('is a link');
    expect(existsSync(join(outside, 'new'))).toBe(false);
  });
});
