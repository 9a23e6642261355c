import { describe, expect, it } from 'vitest';
import { parseStat } from './parse-stat.ts';

const units = { pageBytes: 4096, tickMs: 10 };
const stat = (name: string, state: string, threads: number): string =>
  `42 (${name}) ${state} 7 40 39 0 -1 4194560 1 2 3 4 11 12 13 14 20 0 ${threads} 0 9999 1000000 250 18446744073709551615`;

describe('a process in /proc', () => {
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
});
