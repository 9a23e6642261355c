import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnChild } from './spawn-child.ts';

const host = fileURLToPath(new URL('fixtures/spawning-host.ts', import.meta.url));

/** Lists the descriptors of the process, each with what is behind it. */
const LIST =
  'for file in /proc/self/fd/*; do n=${file##*/}; case $n in [0-3]) ;; *) readlink "$file" && echo " $n";; esac; done';

let folder = '';
let server: Server;
let file = 0;
let directory = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spawn-child-'));
  writeFileSync(join(folder, 'file'), 'a file of the caller');
  mkdirSync(join(folder, 'a=b'));
  for (const name of ['a=b/tool', 'tool=prod.sh']) {
    writeFileSync(join(folder, name), 'echo "ran $1"\n');
    chmodSync(join(folder, name), 0o755);
  }
  file = openSync(join(folder, 'file'), 'r');
  directory = openSync(folder, 'r');
  server = createServer().listen(join(folder, 'socket'));
  await once(server, 'listening');
});

afterAll(() => {
  closeSync(file);
  closeSync(directory);
  server.close();
  rmSync(folder, { recursive: true });
});

interface HostOptions {
  /** What the host inherits, by number. */
  readonly inherited?: Readonly<Record<number, number | 'pipe'>>;
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

function runInHost(
  [program, ...args]: readonly [string, ...string[]],
  { inherited = {}, flags = [], environment = {} }: HostOptions = {},
): string {
  const numbers = Object.keys(inherited).map(Number);
  const stdio = Array.from({ length: Math.max(2, ...numbers) + 1 }, (_, number) => {
    const own = inherited[number];
    return own ?? (number < 3 ? 'pipe' : 'ignore');
  });
  const own = ['--conditions=@poppobuilder/source', '--no-warnings', ...flags];
  const { stdout } = spawnSync(process.execPath, [...own, host, program, ...args], {
    stdio,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  return stdout;
}

const socketOf = (listening: Server): number =>
  (listening as unknown as { _handle: { fd: number } })._handle.fd;

describe.runIf(process.platform === 'linux')('a process that is started', () => {
  it.each([
    { title: 'a file', descriptor: () => file },
    { title: 'a folder', descriptor: () => directory },
    { title: 'a socket', descriptor: () => socketOf(server) },
    { title: 'a pipe', descriptor: () => 'pipe' as const },
  ])('gets nothing of $title that the host has inherited', ({ descriptor }) => {
    const inherited = Object.fromEntries(
      [3, 4, 16, 17, 20, 200, 1000].map((number) => [number, descriptor()]),
    );
    const seen = runInHost(['/bin/sh', '-c', LIST], { inherited });
    expect(new Set(seen.split('\n').map((line) => line.replace(/^ \d+$/, '')))).toEqual(
      new Set(['/dev/null', '']),
    );
  });

  it('gets what is passed on purpose where the host has inherited something else', () => {
    const seen = runInHost(['/bin/sh', '-c', 'readlink /proc/self/fd/3'], {
      inherited: { 3: file, 20: file },
    });
    expect(seen).toMatch(/^(socket|pipe):/);
  });

  it('cannot leave through a folder that the host has inherited', () => {
    const seen = runInHost(['/bin/sh', '-c', 'ls /proc/self/fd/20/.. && echo LEFT'], {
      inherited: { 20: directory },
    });
    expect(seen).not.toContain('LEFT');
  });
});

describe.runIf(process.platform !== 'win32')(
  'a program with a name that others read as something else',
  () => {
    it.each(['tool=prod.sh', 'a=b/tool'])('runs: %s', (name) => {
      expect(runInHost([join(folder, name), 'it'])).toBe('ran it\n');
    });
  },
);

describe('the environment of a process that is started', () => {
  const flags = ['--permission', '--allow-child-process', '--allow-fs-read=*'];
  const command = [process.execPath, '-p', 'process.env.NODE_OPTIONS'] as const;

  it.each([
    { title: 'no NODE_OPTIONS by the permission flags of the host', own: {}, expected: 'undefined' },
    {
      title: 'the NODE_OPTIONS that it is given',
      own: { OWN_NODE_OPTIONS: '--no-warnings' },
      expected: '--no-warnings',
    },
    {
      title: 'a permission flag that it is given, and no further one',
      own: { OWN_NODE_OPTIONS: '--title=--permission' },
      expected: '--title=--permission',
    },
  ])('has $title', ({ own, expected }) => {
    expect(runInHost(command, { flags, environment: own })).toBe(`${expected}\n`);
  });
});

describe('a process that cannot be started', () => {
  it.each([
    { title: 'is not there', program: '/nowhere/tool', args: [], code: 'ENOENT' },
    {
      title: 'has arguments that are too long',
      program: process.execPath,
      args: ['x'.repeat(2 ** 22)],
      code: 'E2BIG',
    },
  ])('shows as an event when it $title', async ({ program, args, code }) => {
    const child = spawnChild(program, args, { environment: {}, stdio: ['pipe', 'pipe', 'ignore', 'pipe'] });
    child.stdin?.on('error', () => undefined).end('text');
    const [error] = (await once(child, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe(code);
    expect(child.pid).toBeUndefined();
    expect(child.stdio[3]).toHaveProperty('destroyed');
  });
});
