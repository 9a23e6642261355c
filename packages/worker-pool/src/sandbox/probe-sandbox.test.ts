import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeSandbox } from './probe-sandbox.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poppobuilder-probe-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeBwrap(lines: string[]): Promise<void> {
  const file = join(folder, 'bwrap');
  await writeFile(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(file, 0o755);
}

describe.skipIf(process.platform !== 'linux')('the probe of the sandbox', () => {
  it('says what to install when bubblewrap is missing', async () => {
    expect(await probeSandbox({ path: folder })).toEqual({
      available: false,
      reason: 'There is no bwrap on the PATH. Install bubblewrap, for example: apt install bubblewrap.',
    });
  });

  it('takes no bwrap from a relative part of the PATH', async () => {
    expect(await probeSandbox({ path: '.::bin' })).toMatchObject({ available: false });
  });

  it("quotes bubblewrap's message when no namespace can be created", async () => {
    await writeBwrap(['echo "bwrap: No permissions to create new namespace" >&2', 'exit 1']);
    const support = await probeSandbox({ path: folder });
    expect(support).toMatchObject({
      available: false,
      reason: expect.stringContaining(
        'cannot make a namespace: bwrap: No permissions to create new namespace. Allow',
      ),
    });
  });

  it('shares the /proc of the worker where a command cannot have its own', async () => {
    await writeBwrap(['case "$*" in *"--proc /proc"*"--proc /proc"*) exit 1;; esac']);
    expect(await probeSandbox({ path: folder })).toEqual({
      available: true,
      bwrap: join(folder, 'bwrap'),
      innerProc: 'shared',
    });
  });

  it('mounts a separate /proc for a command where it can', async () => {
    await writeBwrap([]);
    expect(await probeSandbox({ path: folder })).toMatchObject({ innerProc: 'own' });
  });

  it('reports on other systems that they have no namespaces', async () => {
    expect(await probeSandbox({ platform: 'darwin' })).toEqual({
      available: false,
      reason: 'The sandbox needs the namespaces of Linux, and this is darwin. Run on Linux.',
    });
  });
});
