import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLock, tryLock } from './file-lock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-lock-'));
  file = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is shared by many, and then exclusive to nobody', () => {
  const locks = [tryLock(file, 'shared'), tryLock(file, 'shared')];
  expect(locks).not.toContain(undefined);
  expect(tryLock(file, 'exclusive')).toBeUndefined();
  locks[0]?.release();
  expect(tryLock(file, 'exclusive')).toBeUndefined();
  locks[1]?.release();
  const alone = tryLock(file, 'exclusive');
  expect(alone).toBeDefined();
  expect(tryLock(file, 'shared')).toBeUndefined();
  alone?.release();
});

it('goes to the one that waits, once it is free', async () => {
  const lock = tryLock(file, 'exclusive');
  const waiting = acquireLock(file, 'shared', 10_000);
  lock?.release();
  const given = await waiting;
  expect(given).toBeDefined();
  given?.release();
});

it('is not waited for longer than the timeout', async () => {
  const lock = tryLock(file, 'exclusive');
  expect(await acquireLock(file, 'exclusive', 0)).toBeUndefined();
  lock?.release();
});

it('leaves one file, which nobody else may open', () => {
  tryLock(file, 'exclusive')?.release();
  expect(readdirSync(folder)).toEqual(['lock']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});
