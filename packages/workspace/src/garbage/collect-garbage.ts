import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSize } from '@poppobuilder/core';
import { folderSize, tryLock } from '@poppobuilder/core/runner-kit';
import type { Mirror } from '../git/mirror.ts';
import { isName } from '../git/names.ts';
import { workspaceConfig } from '../workspace-config.ts';
import { Worktree } from '../worktree/worktree.ts';
import { Records } from './records.ts';

const DEFAULT_RETENTION = 7 * 24 * 60 * 60 * 1_000;
const DEFAULT_DISK_LIMIT = '10GB';

/** Options of {@link collectGarbage}. */
export interface Collection {
  readonly mirror: Mirror;
  /** Whether to stop before the next worktree. */
  readonly isStopped: () => boolean;
}

/**
 * Removes the worktrees that have not been used for `workspace.retention`, then the least recently used ones until the
 * rest fits `workspace.diskLimit`. A worktree in use is left alone.
 */
export async function collectGarbage({ mirror, isStopped }: Collection): Promise<string[]> {
  const { worktreesFolder, config } = mirror.services.project;
  const { retention = DEFAULT_RETENTION, diskLimit = DEFAULT_DISK_LIMIT } = config.section(workspaceConfig);
  const limit = parseSize(diskLimit) ?? Number.POSITIVE_INFINITY;
  await mkdir(worktreesFolder, { recursive: true, mode: 0o700 });
  const records = new Records(mirror);
  const names = new Set([...(await readdir(worktreesFolder)), ...(await records.names())].filter(isName));
  const uses = await Promise.all(
    [...names].map(async (name) => ({ name, lastUsed: await lastUseOf(mirror, name) })),
  );
  const removed: string[] = [];
  const kept: string[] = [];
  for (const { name, lastUsed } of uses.toSorted((a, b) => a.lastUsed - b.lastUsed)) {
    if (isStopped()) return removed;
    const isExpired = Date.now() - lastUsed > retention;
    if (isExpired && (await removeUnused(mirror, name, lastUsed))) removed.push(name);
    else kept.push(name);
  }
  const sizes = new Map<string, number>();
  for (const name of kept) sizes.set(name, await folderSize(join(worktreesFolder, name)));
  let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  for (const { name, lastUsed } of uses.toSorted((a, b) => a.lastUsed - b.lastUsed)) {
    const size = sizes.get(name);
    if (size === undefined || total <= limit || isStopped()) continue;
    if (!(await removeUnused(mirror, name, lastUsed))) continue;
    removed.push(name);
    total -= size;
  }
  return removed;
}

/** Removes a worktree and its records. The caller must hold its lock. */
export async function removeWorktree(mirror: Mirror, name: string): Promise<void> {
  await new Worktree(mirror, name).remove();
  const records = new Records(mirror);
  const { branch } = (await records.read(name)) ?? {};
  const refs = ['keep', 'base', 'result', 'fetched', 'moved'].map(
    (kind) => `delete refs/poppo/${kind}/${name}`,
  );
  // Commits that the remote still has are fetched again when they are needed.
  if (branch !== undefined) refs.push(`delete refs/remotes/origin/${branch}`);
  if (mirror.isCloned) await mirror.locked(() => mirror.updateRefs(refs));
  await records.remove(name);
}

async function lastUseOf(mirror: Mirror, name: string): Promise<number> {
  const record = await new Records(mirror).read(name);
  if (record !== undefined) return record.lastUsed;
  const folder = await stat(join(mirror.services.project.worktreesFolder, name)).catch(() => undefined);
  return folder?.mtimeMs ?? 0;
}

async function removeUnused(mirror: Mirror, name: string, lastUsed: number): Promise<boolean> {
  const lock = tryLock(mirror.lockFile(`worktree-${name}`));
  if (lock === undefined) return false;
  try {
    if ((await lastUseOf(mirror, name)) !== lastUsed) return false;
    await removeWorktree(mirror, name);
    return true;
  } finally {
    lock.release();
  }
}
