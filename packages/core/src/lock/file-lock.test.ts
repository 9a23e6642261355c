import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { acquireLock, tryLock } from './file-lock.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-lock-'));
  file = join(folder, 'a.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const never = new AbortController().signal;

it('is held by one at a time', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    const lock = await acquireLock(file, never);
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    lock.release();
  };
  await Promise.all(Array.from({ length: 20 }, work));
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual(['a.lock']);
});

it('is free once its holder was killed', async () => {
  const script = `
    const { DatabaseSync } = require('node:sqlite');
    const database = new DatabaseSync(process.argv[1]);
    database.exec('pragma journal_mode = memory; begin exclusive');
    console.log('held');
    setInterval(() => database, 1000);`;
  const holder = spawn(process.execPath, ['-e', script, file], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(holder.stdout, 'data');
  expect(tryLock(file)).toBeUndefined();
  const waiting = acquireLock(file, never);
  holder.kill('SIGKILL');
  const lock = await waiting;
  expect(tryLock(file)).toBeUndefined();
  lock.release();
  tryLock(file)?.release();
});

it('is not waited for any longer when the signal aborts', async () => {
  const lock = await acquireLock(file, never);
  const abort = new AbortController();
  const waiting = acquireLock(file, abort.signal);
  abort.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
  lock.release();
});
