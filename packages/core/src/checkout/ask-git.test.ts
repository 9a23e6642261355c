import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askGit } from './ask-git.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ask-git-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a program in place of git. */
const replaceGit = (script: string): void =>
  writeFileSync(join(folder, 'git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

const path = (...entries: readonly string[]): string => [...entries, process.env['PATH']].join(delimiter);

describe('a git that only reads', () => {
  it('gets its input, and gives its output and its exit code', async () => {
    replaceGit('cat; exit 3');
    const options = { cwd: folder, environment: { PATH: path(folder) }, input: 'text' };
    expect(await askGit([], options)).toEqual({ exitCode: 3, stdout: Buffer.from('text') });
  });

  it.each(['', '.', './'])('is never one of the folder that it starts in, by %j in PATH', async (entry) => {
    replaceGit('echo planted');
    const { stdout } = await askGit(['--version'], { cwd: folder, environment: { PATH: path(entry) } });
    expect(stdout.toString()).toMatch(/^git version /);
  });

  it.each<[title: string, script: string, options: object, reason: RegExp]>([
    ['takes too long', 'exec sleep 60', { timeout: 50 }, /within 50 ms/],
    ['takes too long and ignores that', "trap '' TERM; while :; do sleep 1; done", { timeout: 50 }, /within/],
    ['writes too much', 'yes', { maxOutput: 10_000 }, /more than 10000 bytes/],
  ])('is ended when it %s', async (_title, script, options, reason) => {
    replaceGit(script);
    const asking = askGit([], { cwd: folder, environment: { PATH: path(folder) }, ...options });
    await expect(asking).rejects.toThrow(reason);
  });

  it('is ended when its answer is not wanted any more', async () => {
    replaceGit('exec sleep 60');
    const controller = new AbortController();
    const { signal } = controller;
    const asking = askGit([], { cwd: folder, environment: { PATH: path(folder) }, signal });
    controller.abort();
    await expect(asking).rejects.toThrow('git was stopped');
  });
});
