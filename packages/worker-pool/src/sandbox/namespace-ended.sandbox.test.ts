import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { innerSandbox } from './inner-sandbox.ts';
import { namespaceEnded } from './namespace-ended.ts';

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}

function start(script: string): Started {
  const args = innerSandbox({
    innerProc: 'own',
    workingDirectory: tmpdir(),
    infoDescriptor: 3,
  });
  const child = spawn('bwrap', [...args, '/bin/sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const end = async (): Promise<void> => {
    const [described] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')]);
    await namespaceEnded(described);
  };
  return { child, ended: end() };
}

/** Seconds that no other process of this machine sleeps. */
const uniqueSeconds = (): string => `${1000 + randomInt(1000)}.${randomInt(2 ** 40)}`;

function isSleeping(seconds: string): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`sleep\0${seconds}\0`);
    } catch {
      return false;
    }
  });
}

const daemon = (seconds: string): string => `setsid sleep ${seconds} </dev/null >/dev/null 2>&1 &`;

describe('the end of a namespace', () => {
  it.each(Array.from({ length: 10 }, (_, index) => ({ round: index + 1 })))(
    'comes when no daemon is left that the command started, round $round',
    async () => {
      const seconds = uniqueSeconds();
      const { ended } = start(`${daemon(seconds)} ${daemon(seconds)} ${daemon(seconds)} exit 0`);
      await ended;
      expect(isSleeping(seconds)).toBe(false);
    },
  );

  it('comes when bubblewrap is killed', async () => {
    const seconds = uniqueSeconds();
    const { child, ended } = start(`${daemon(seconds)} echo ready; wait; sleep ${seconds}`);
    if (child.stdout === null) throw new Error('There is no output.');
    await once(child.stdout, 'data');
    await vi.waitUntil(() => isSleeping(seconds), { timeout: 10_000 });
    child.kill('SIGKILL');
    await ended;
    expect(isSleeping(seconds)).toBe(false);
  });

  it('resolves at once when bubblewrap reported none', async () => {
    await expect(namespaceEnded('')).resolves.toBeUndefined();
  });

  it('is reported by a descriptor that the command does not have', async () => {
    const { child, ended } = start('for n in 3 4; do test ! -e /proc/self/fd/$n || echo $n; done');
    if (child.stdout === null) throw new Error('There is no output.');
    expect(await text(child.stdout)).toBe('');
    await ended;
  });
});
