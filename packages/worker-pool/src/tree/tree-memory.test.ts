import type { ProcessEntry } from '@poppobuilder/core/runner-kit';
import { describe, expect, it, vi } from 'vitest';
import { measureMemory } from './tree-memory.ts';

function entry(pid: number, residentBytes: number): ProcessEntry {
  const links = { parent: 1, group: pid, session: pid, startTime: 0 };
  return { pid, ...links, zombie: false, residentBytes, cpuMs: 0, reapedCpuMs: 0 };
}

const processes = [entry(1, 600), entry(2, 500)];

describe('the memory of a tree', () => {
  it('is the cheap sum while that is within the limit', () => {
    const readExact = vi.fn<(pid: number) => number>();
    expect(measureMemory(processes, 1_100, readExact)).toBe(1_100);
    expect(readExact).not.toHaveBeenCalled();
  });

  it('is the exact sum, with shared pages counted once, when the cheap one is over the limit', () => {
    expect(measureMemory(processes, 1_000, (pid) => pid * 100)).toBe(300);
  });

  it('has the cheap value of a process whose exact one cannot be read', () => {
    expect(measureMemory(processes, 1_000, (pid) => (pid === 1 ? 100 : undefined))).toBe(600);
  });

  it.runIf(process.platform === 'linux')('is read exactly from the machine', () => {
    const measured = measureMemory([entry(process.pid, 2 ** 50)], 0);
    expect(measured).toBeGreaterThan(2 ** 20);
    expect(measured).toBeLessThan(2 ** 40);
  });
});
