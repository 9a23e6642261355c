import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInside, resolveProjectPath } from './project-path.ts';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'project-path-')));
  for (const name of ['roots', 'roots/inside', 'rootsbeside', 'outside']) mkdirSync(join(folder, name));
  symlinkSync(join(folder, 'outside'), join(folder, 'roots', 'escape'));
  symlinkSync(join(folder, 'roots', 'inside'), join(folder, 'roots', 'alias'));
  writeFileSync(join(folder, 'roots', 'file'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a project path', () => {
  it('is resolved to its real path', () => {
    expect(resolveProjectPath(join(folder, 'roots', 'alias'))).toBe(join(folder, 'roots', 'inside'));
  });

  it('may lie inside an allowed root, or be one', () => {
    const roots = [join(folder, 'outside'), join(folder, 'roots')];
    expect(resolveProjectPath(join(folder, 'roots', 'inside'), roots)).toBe(join(folder, 'roots', 'inside'));
    expect(resolveProjectPath(join(folder, 'roots'), roots)).toBe(join(folder, 'roots'));
  });

  it.each([
    ['relative', 'roots', 'is relative'],
    ['empty', '', 'must not be empty'],
    ['with a NUL', '/tmp\0', 'NUL'],
    ['missing', '/does/not/exist', 'does not exist'],
  ])('that is %s is refused', (_kind, path, message) => {
    expect(() => resolveProjectPath(path)).toThrow(message);
  });

  it.each([
    ['a file', 'roots/file', 'not a folder'],
    ['below a file', 'roots/file/deeper', 'does not exist'],
    ['outside', 'outside', 'outside the allowed roots'],
    ['beside a root with the same beginning', 'rootsbeside', 'outside the allowed roots'],
    ['out by ..', 'roots/../outside', 'outside the allowed roots'],
    ['a symlink out', 'roots/escape', 'outside the allowed roots'],
  ])('that is %s is refused under allowed roots', (_kind, path, message) => {
    expect(() => resolveProjectPath(join(folder, path), [join(folder, 'roots')])).toThrow(
      expect.objectContaining({
        code: 'INVALID_PROJECT_PATH',
        message: expect.stringContaining(message),
      }) as Error,
    );
  });

  it('inside is told by folders, not by letters', () => {
    expect(isInside('/a/b', '/a/b/..c')).toBe(true);
    expect(isInside('/a/b', '/a/bc')).toBe(false);
    expect(isInside('/a/b', '/a')).toBe(false);
  });
});
