import { describe, expect, it } from 'vitest';
import { parsePsLine } from './parse-ps-line.ts';

describe('a process in the output of ps', () => {
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
});
