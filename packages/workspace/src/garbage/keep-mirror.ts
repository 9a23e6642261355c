import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock, tryLock } from '@poppobuilder/core/runner-kit';
import type { Mirror } from '../git/mirror.ts';

/** Files that a killed task leaves in the mirror's folder. */
const LEFT = /^(new|pack)-/;

/** Age from which on no task can be using them. In milliseconds. */
const MAX_USE_TIME = 24 * 60 * 60 * 1_000;

/**
 * Packs the mirror when it has many loose objects, and removes what killed tasks left behind. Unreachable objects are
 * kept for two weeks, so that work in progress is safe. Refs are not packed, because they change only under the mirror's
 * lock. If another task is packing, this one waits or skips it.
 */
export async function keepMirror(mirror: Mirror, { waits }: { readonly waits: boolean }): Promise<void> {
  for (const name of await readdir(mirror.folder)) {
    if (!LEFT.test(name)) continue;
    const path = join(mirror.folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > MAX_USE_TIME) {
      await rm(path, { recursive: true, force: true });
    }
  }
  if (mirror.isCloned) await pack(mirror, waits);
}

async function pack(mirror: Mirror, waits: boolean): Promise<void> {
  const file = mirror.lockFile('packing');
  const lock = waits ? await acquireLock(file, mirror.services.context.signal) : tryLock(file);
  if (lock === undefined) return;
  try {
    // Left by a killed git whose process id may belong to another process by now.
    for (const name of ['gc.pid', 'gc.pid.lock']) await rm(join(mirror.repository, name), { force: true });
    await runPacking(mirror);
  } finally {
    lock.release();
  }
}

async function runPacking(mirror: Mirror): Promise<void> {
  const settings = ['gc.auto=6700', 'gc.autoPackLimit=50', 'gc.autoDetach=false', 'gc.packRefs=false'];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  await mirror.git([...flags, 'gc', '--auto', '--quiet'], { doing: 'The mirror could not be packed' });
}
