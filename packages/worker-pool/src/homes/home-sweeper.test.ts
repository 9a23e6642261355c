import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HomeSweeper } from './home-sweeper.ts';

let folder: string;
let discarded: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-test-'));
  discarded = join(folder, 'projects/demo/home/.discarded-1');
  mkdirSync(discarded, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function sweep(): Promise<boolean> {
  mkdirSync(discarded, { recursive: true });
  const sweeper = new HomeSweeper(folder);
  sweeper.start();
  sweeper.start();
  await sweeper.close();
  return !existsSync(discarded);
}

it('sweeps once a day, whichever pool does it', async () => {
  expect(await sweep()).toBe(true);
  expect(await sweep()).toBe(false);
  const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
  utimesSync(join(folder, 'homes-swept'), yesterday, yesterday);
  expect(await sweep()).toBe(true);
});

it('resolves when there is nothing to sweep, and when it cannot', async () => {
  const sweeper = new HomeSweeper(join('/proc/version', 'absent'));
  await expect(sweeper.close()).resolves.toBeUndefined();
  sweeper.start();
  await expect(sweeper.close()).resolves.toBeUndefined();
});
