import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findManager } from './package-manager.ts';

const { signal } = new AbortController();
let workspace: string;
let folder: string;

beforeEach(() => {
  workspace = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-manager-')));
  folder = join(workspace, 'app');
  mkdirSync(folder);
});

afterEach(() => rmSync(workspace, { recursive: true }));

function writeManifest(fields: object): void {
  writeFileSync(join(folder, 'package.json'), JSON.stringify(fields));
}

describe('the package manager of a project', () => {
  it('is the one that packageManager names, whatever the lock file', async () => {
    writeManifest({ packageManager: 'pnpm@12.21.0' });
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    expect(await findManager(folder, signal)).toMatchObject({ kind: 'pnpm', folder, rootFolder: folder });
  });

  it('is that of the lock file, also of a workspace above', async () => {
    writeManifest({});
    writeFileSync(join(workspace, 'pnpm-lock.yaml'), '');
    expect(await findManager(folder, signal)).toMatchObject({ kind: 'pnpm', folder, rootFolder: workspace });
  });

  it('is npm where nothing names one', async () => {
    writeManifest({});
    expect(await findManager(folder, signal)).toMatchObject({ kind: 'npm', command: 'npm' });
  });

  it('is refused by its name where it is none that installs plugins', async () => {
    writeManifest({ packageManager: 'deno@2.9.6' });
    await expect(findManager(folder, signal)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringContaining('uses deno') as string,
    });
  });
});
