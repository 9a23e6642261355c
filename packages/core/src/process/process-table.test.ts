import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { readAllProcesses, readEnvironment, readProcess } from './process-table.ts';

describe('the process table', () => {
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
