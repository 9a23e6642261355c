import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { parsePsLine, parseStat, readAllProcesses, readEnvironment, readProcess } from './process-table.ts';

const units = { pageBytes: 4096, tickMs: 10 };
const stat = (name: string, state: string, threads: number): string =>
  `42 (${name}) ${state} 7 40 39 0 -1 4194560 1 2 3 4 11 12 13 14 20 0 ${threads} 0 9999 1000000 250 18446744073709551615`;

describe('the process table', () => {
  it('has the fields of one line of /proc', () => {
    expect(parseStat(42, stat('sh', 'S', 1), units)).toEqual({
      pid: 42,
      parent: 7,
      group: 40,
      session: 39,
      startTime: 9999,
      zombie: false,
      residentBytes: 250 * 4096,
      cpuMs: 230,
      reapedCpuMs: 270,
    });
  });

  it.each([
    { title: 'a name with spaces and parentheses', line: stat('a) Z (b c', 'R', 1), zombie: false },
    { title: 'a zombie', line: stat('sh', 'Z', 1), zombie: true },
    { title: 'an ended first thread beside live ones', line: stat('sh', 'Z', 3), zombie: false },
  ])('recognizes zombies: $title', ({ line, zombie }) => {
    expect(parseStat(42, line, units)).toMatchObject({ parent: 7, startTime: 9999, zombie });
  });

  it.each([
    { title: 'minutes', time: '1:02.50', cpuMs: 62_500 },
    { title: 'hours', time: '1:00:02', cpuMs: 3_602_000 },
    { title: 'days', time: '2-01:00:00', cpuMs: 176_400_000 },
  ])('reads a line of ps whose time has $title', ({ time, cpuMs }) => {
    const entry = parsePsLine(`  42   7  40 Ss+ 2048 ${time} Mon Nov 23 10:11:12 2026`);
    expect(entry).toEqual({
      pid: 42,
      parent: 7,
      group: 40,
      session: 0,
      startTime: new Date(2026, 10, 23, 10, 11, 12).getTime(),
      zombie: false,
      residentBytes: 2_097_152,
      cpuMs,
      reapedCpuMs: 0,
    });
  });

  it.runIf(process.platform === 'linux')('has memory and processor time of this process', async () => {
    const before = readProcess(process.pid);
    const spent = process.cpuUsage();
    while (process.cpuUsage(spent).user < 50_000) await turn();
    const after = readProcess(process.pid);
    expect(after?.startTime).toBe(before?.startTime);
    expect((after?.cpuMs ?? 0) - (before?.cpuMs ?? 0)).toBeGreaterThanOrEqual(30);
    const status = readFileSync('/proc/self/status', 'latin1');
    const resident = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    expect((after?.residentBytes ?? 0) / resident).toBeCloseTo(1, 0);
    expect(readAllProcesses().filter(({ pid }) => pid === process.pid)).toHaveLength(1);
  });

  it.runIf(process.platform === 'linux')(
    'has the environment of a process, and an empty one when it has none or has ended',
    async () => {
      const bare = spawn('cat', { env: {}, stdio: ['pipe', 'ignore', 'ignore'] });
      await once(bare, 'spawn');
      expect(readEnvironment(bare.pid ?? 0)).toBe('');
      bare.kill('SIGKILL');
      await once(bare, 'exit');
      expect(readEnvironment(bare.pid ?? 0)).toBe('');
      expect(readEnvironment(process.pid)).toContain('PATH=');
    },
  );

  it('has no process of an impossible pid', () => {
    expect(readProcess(2 ** 30)).toBeUndefined();
  });
});
