import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mirror } from '../git/mirror.ts';
import { acquireLock, tryLock } from '../lock/file-lock.ts';

/** Files that a killed task leaves in the mirror's folder. */
const LEFT = /^(new|pack)-/;

/** Milliseconds after which no task can be using them. */
const LONGEST_USE = 24 * 60 * 60 * 1_000;

/**
 * Packs the mirror when many loose objects came together, and removes what killed tasks left. What no ref reaches stays two
 * weeks, so that work in progress is safe; refs are not packed, for they change under the mirror's lock alone. While another
 * task packs, it waits or leaves it to that one.
 */
export async function keepMirror(mirror: Mirror, { waits }: { readonly waits: boolean }): Promise<void> {
  for (const name of await readdir(mirror.folder)) {
    if (!LEFT.test(name)) continue;
    const path = join(mirror.folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > LONGEST_USE) {
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
    // Left by a git that was killed; its process id may be that of another process by now.
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
