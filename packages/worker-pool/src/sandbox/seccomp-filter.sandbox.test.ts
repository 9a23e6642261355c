import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { innerSandbox } from './inner-sandbox.ts';
import { outerSandbox } from './outer-sandbox.ts';
import { seccompFilter } from './seccomp-filter.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'seccomp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of shell as a worker, or as a command of one, and returns what it printed. */
function run(as: 'worker' | 'command', line: string): string {
  const outer = outerSandbox({
    network: false,
    temporaryFolder: folder,
    workingDirectory: '/',
    seccompDescriptor: 0,
  });
  const inner =
    as === 'worker' ? [] : ['bwrap', ...innerSandbox({ innerProc: 'shared', workingDirectory: '/' })];
  const { stdout, stderr } = spawnSync(
    'bwrap',
    [...outer, ...inner, '/bin/sh', '-c', `exec </dev/null; ${line}`],
    {
      input: seccompFilter(),
      encoding: 'utf8',
    },
  );
  return stdout + stderr;
}

/** Calls the kernel by number as `add_key`, `request_key` and `keyctl` are, and prints the error of each. */
const CALLS = String.raw`perl -e '
  my $first = { x86_64 => 248, aarch64 => 217 }->{(split " ", qx(uname -m))[0]};
  for ($first .. $first + 2) { syscall($_, 0, 0, 0, 0, 0); print 0 + $!, "\n" }'`;

const ENOSYS = '38\n';

describe.each(['worker', 'command'] as const)('a %s in a sandbox', (as) => {
  it('cannot call for keys', () => {
    expect(run(as, CALLS)).toBe(ENOSYS.repeat(3));
  });

  it('is held by the filter', () => {
    expect(run(as, 'cat /proc/self/status')).toMatch(/^Seccomp:\s+2$/m);
  });
});

describe('a command in a sandbox', () => {
  it('sees no names of keys', () => {
    expect(run('command', 'cat /proc/keys /proc/key-users 2>/dev/null')).toBe('');
  });

  it('makes every other call', () => {
    expect(run('command', 'mkdir /tmp/made && echo text > /tmp/made/file && cat /tmp/made/file')).toBe(
      'text\n',
    );
  });
});
