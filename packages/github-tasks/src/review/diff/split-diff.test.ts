import { describe, expect, it } from 'vitest';
import type { ChangedFile } from './changed-file.ts';
import { splitDiff } from './split-diff.ts';

const file = (path: string, size: number, lines = 1): ChangedFile => ({
  path,
  patch: 'x'.repeat(size),
  lines: new Set(Array.from({ length: lines }, (_, index) => index + 1)),
  addedLines: new Set(),
});

describe('a split diff', () => {
  it('packs files into parts of one run, in order', () => {
    const { parts, unread } = splitDiff([file('a', 60_000), file('b', 60_000), file('c', 30_000)], 400_000);
    expect(parts.map((part) => part.map(({ path }) => path))).toEqual([['a'], ['b', 'c']]);
    expect(unread).toEqual([]);
  });

  it('names what goes over the budget, what tools write, and what has no lines', () => {
    const files = [
      file('big', 150_000),
      file('a', 50_000),
      file('b', 60_000),
      file('pnpm-lock.yaml', 10),
      file('logo.png', 10, 0),
    ];
    const { parts, unread } = splitDiff(files, 100_000);
    expect(parts.flat().map(({ path }) => path)).toEqual(['a']);
    expect(unread).toEqual(['big', 'b', 'pnpm-lock.yaml', 'logo.png']);
  });
});
