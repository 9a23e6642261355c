import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { useHomes } from './home-users.ts';
import { sweepHomes } from './sweep-homes.ts';

const DAY = 24 * 60 * 60 * 1000;

let folder: string;
let project: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-test-'));
  project = join(folder, 'projects', 'demo');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, size: number): string {
  const file = join(project, 'home', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.alloc(size, 'x'));
  return file;
}

/** As if the HOME folders of a key had been used then. */
function setLastUse(key: string, daysAgo: number): void {
  const at = (Date.now() - daysAgo * DAY) / 1000;
  useHomes(project, key, 'worker')();
  utimesSync(join(project, 'home-users', key), at, at);
}

it('removes a HOME that was not used for 30 days, with that of its processes with secrets', async () => {
  write('old/.npm/file', 1);
  write('old-secrets/.gitconfig', 1);
  write('new/.npm/file', 1);
  setLastUse('old', 31);
  setLastUse('new', 29);
  await sweepHomes(folder);
  expect(readdirSync(join(project, 'home'))).toEqual(['new']);
});

it('removes the largest entries of a HOME that is too large, and keeps the others', async () => {
  write('key/.npm/_cacache/content', 3_000_000);
  write('key/.cache/pip', 1_000_000);
  write('key/.gitconfig', 10);
  setLastUse('key', 1);
  await sweepHomes(folder, { diskLimit: 2_000_000 });
  expect(readdirSync(join(project, 'home/key')).toSorted()).toEqual(['.cache', '.gitconfig']);
  await sweepHomes(folder, { diskLimit: 500_000 });
  expect(readdirSync(join(project, 'home/key'))).toEqual(['.gitconfig']);
  expect(readdirSync(join(project, 'home'))).toEqual(['key']);
});

it('keeps what is within its limits', async () => {
  const file = write('key/.npm/file', 1_000);
  setLastUse('key', 1);
  await sweepHomes(folder);
  expect(existsSync(file)).toBe(true);
});

it('leaves alone what a worker uses, however old and large it is, until that ends', async () => {
  const files = [write('key/.npm/file', 1_000_000), write('key-secrets/.npm/file', 1_000_000)];
  const leave = useHomes(project, 'key', 'worker');
  await sweepHomes(folder, { retention: 0, diskLimit: 1 });
  expect(files.map((file) => existsSync(file))).toEqual([true, true]);
  leave();
  await sweepHomes(folder, { diskLimit: 1 });
  expect(files.map((file) => existsSync(file))).toEqual([false, false]);
});

it('does not count a worker whose host has ended', async () => {
  const file = write('key/.npm/file', 1_000_000);
  useHomes(project, 'key', 'worker')();
  const mark = { pid: 1, startTime: -1, boot: 'another boot of this machine' };
  writeFileSync(join(project, 'home-users/key/worker'), JSON.stringify(mark));
  await sweepHomes(folder, { diskLimit: 1 });
  expect(existsSync(file)).toBe(false);
});

it('follows no link that a task left', async () => {
  mkdirSync(join(folder, 'outside/.npm'), { recursive: true });
  writeFileSync(join(folder, 'outside/.npm/file'), 'kept');
  write('key/.npm/file', 1_000_000);
  symlinkSync(join(folder, 'outside'), join(project, 'home/key/.cache'));
  symlinkSync(join(folder, 'outside'), join(project, 'home/linked'));
  setLastUse('key', 31);
  await sweepHomes(folder, { diskLimit: 1 });
  expect(existsSync(join(folder, 'outside/.npm/file'))).toBe(true);
});

it('removes what an earlier sweep could not, and does nothing where there are no projects', async () => {
  write('.discarded-1/file', 1);
  await sweepHomes(folder);
  expect(readdirSync(join(project, 'home'))).toEqual([]);
  await expect(sweepHomes(join(folder, 'absent'))).resolves.toBeUndefined();
});
