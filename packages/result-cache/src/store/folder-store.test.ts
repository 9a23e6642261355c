import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resultStoreContract } from '../store-contract/index.ts';
import { FolderStore } from './folder-store.ts';

const MAX_SIZE = 10_000;

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'poppobuilder-store-'));
  onTestFinished(async () => rm(folder, { recursive: true }));
  return folder;
}

describe('a store in a folder', () => {
  it.each(
    resultStoreContract(async (limits) => new FolderStore({ folder: await createFolder(), ...limits })),
  )('$title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

it('several stores of one folder keep its size together, each but for a tenth', async () => {
  const folder = await createFolder();
  const open = (): FolderStore => new FolderStore({ folder, ttl: 1_000, maxSize: MAX_SIZE, now: () => 100 });
  const stores = [open(), open(), open()];
  const sizes: number[] = [];
  for (let index = 0; index < 60; index++) {
    const result = { success: true as const, text: 'x'.repeat(400) };
    await stores[index % 3]?.put(`key-${index}`, { from: 'a', result });
    sizes.push(await bytesIn(join(folder, 'content-v2')));
  }
  expect(Math.max(...sizes)).toBeGreaterThan(MAX_SIZE * 0.8);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_SIZE * 1.3);
});
