import type { ProcessEntry } from '@poppobuilder/core/runner-kit';
import { describe, expect, it } from 'vitest';
import { CpuAccount } from './cpu-account.ts';

function entry(pid: number, cpuMs: number, reapedCpuMs = 0, startTime = pid): ProcessEntry {
  const links = { parent: 1, group: pid, session: pid };
  return { pid, ...links, startTime, zombie: false, residentBytes: 0, cpuMs, reapedCpuMs };
}

describe('the processor time of a tree', () => {
  it.each([
    { title: 'live processes', looks: [[entry(1, 10), entry(2, 20)]], total: 30 },
    {
      title: 'an ended process that its parent noticed',
      looks: [[entry(1, 10), entry(2, 20)], [entry(1, 15, 25)]],
      total: 40,
    },
    { title: 'short ones that were never seen', looks: [[entry(1, 10)], [entry(1, 10, 500)]], total: 510 },
    {
      title: 'a chain that ended at once',
      looks: [[entry(1, 0), entry(2, 20, 5), entry(3, 7)], [entry(1, 0, 40)]],
      total: 40,
    },
    {
      title: 'an orphan that nobody noticed',
      looks: [[entry(1, 10), entry(2, 20)], [entry(1, 12)]],
      total: 32,
    },
    {
      title: 'a chain of orphans, each ending before the next look',
      looks: [[entry(2, 100)], [entry(3, 100)], [entry(4, 100)], []],
      total: 300,
    },
    { title: 'a pid that was used anew', looks: [[entry(2, 100)], [entry(2, 5, 0, 99)]], total: 105 },
    { title: 'a zombie, then noticed', looks: [[entry(1, 0), entry(2, 20)], [entry(1, 0, 20)]], total: 20 },
  ])('counts $title', ({ looks, total }) => {
    const account = new CpuAccount();
    expect(looks.map((members) => account.update(members)).at(-1)).toBe(total);
  });
});
