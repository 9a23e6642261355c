import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { describeSize } from '@poppobuilder/core';
import { makeHome } from '../lifecycle/make-home.ts';
import { broken, fine, type Outcome, weak } from './finding.ts';

const MEGABYTE = 1024 ** 2;
/** With less, the database may stop within a day. In bytes. */
const LEAST = 512 * MEGABYTE;
const ENOUGH = 5 * 1024 * MEGABYTE;

/** Writes a file into the home folder. Rejects when that fails. */
export async function checkDisk(homeFolder: string): Promise<Outcome> {
  makeHome(homeFolder);
  const folder = await mkdtemp(join(homeFolder, 'doctor-'));
  try {
    await using file = await open(join(folder, 'file'), 'wx', 0o600);
    await file.write(Buffer.alloc(MEGABYTE));
    await file.sync();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { bavail, bsize } = await statfs(homeFolder);
  const free = bavail * bsize;
  const message = `${describeSize(free)} are free in ${homeFolder}.`;
  const fix = 'Free space there, or set POPPOBUILDER_HOME to a folder on a larger disk.';
  if (free < LEAST) return broken(message, fix);
  return free < ENOUGH ? weak(message, fix) : fine(message);
}
