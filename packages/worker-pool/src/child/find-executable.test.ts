import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findExecutable } from './find-executable.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-executable-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'tool'), '#!/bin/sh\n', { mode: 0o755 });
  writeFileSync(join(folder, 'bin', 'text'), 'text', { mode: 0o644 });
  chmodSync(join(folder, 'bin', 'text'), 0o644);
});
afterAll(() => rmSync(folder, { recursive: true }));

const codeOf = (program: string, cwd = folder): string | undefined =>
  findExecutable(program, { cwd, environment: { PATH: `:relative:${join(folder, 'bin')}` } })?.code;

describe('a program', () => {
  it.each([
    ['on the PATH is found', 'tool', undefined],
    ['by its path from the folder is found', 'bin/tool', undefined],
    ['reports a missing program', 'nothing', 'ENOENT'],
    ['reports a program that may not be executed', 'text', 'EACCES'],
    ['reports a folder', './bin', 'EACCES'],
  ])('%s', (_title, program, code) => {
    expect(codeOf(program)).toBe(code);
  });

  it('is not looked for when the folder to start in is missing', () => {
    expect(codeOf('tool', join(folder, 'missing'))).toBe('ENOENT');
  });
});
