import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkoutOrigin } from './checkout-origin.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'origin-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function configure(text: string, path = '.git'): void {
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, 'config'), text);
}

it('is the address of origin, whatever other remotes there are', () => {
  configure(
    '[remote "fork"]\n\turl = https://example.com/a/b\n[remote "origin"]\n\turl = git@github.com:o/r.git\n',
  );
  expect(checkoutOrigin(folder)).toBe('git@github.com:o/r.git');
});

it('is read without quotes, and absolute when it is relative', () => {
  configure('[remote "origin"]\r\n url = "../remotes/r.git" # local\r\n');
  expect(checkoutOrigin(folder)).toBe(join(folder, '..', 'remotes', 'r.git'));
});

it('is found from a linked worktree', () => {
  configure('[remote "origin"]\n url = https://github.com/o/r\n', 'main.git');
  const linked = join(folder, 'main.git', 'worktrees', 'w');
  mkdirSync(linked, { recursive: true });
  writeFileSync(join(linked, 'commondir'), '../..\n');
  writeFileSync(join(folder, '.git'), `gitdir: ${linked}\n`);
  expect(checkoutOrigin(folder)).toBe('https://github.com/o/r');
});

it('is absent where there is no repository or no origin', () => {
  expect(checkoutOrigin(folder)).toBeUndefined();
  configure('[core]\n bare = false\n');
  expect(checkoutOrigin(folder)).toBeUndefined();
});
