import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.ts';

describe('LineSplitter', () => {
  it('gives lines whose pieces came apart, and several of one chunk', () => {
    const splitter = new LineSplitter();
    expect(splitter.take('a')).toEqual([]);
    expect(splitter.take('b\nc\n\nd')).toEqual(['ab', 'c', '']);
    expect(splitter.length).toBe(1);
    expect(splitter.take('\n')).toEqual(['d']);
    expect(splitter.length).toBe(0);
  });

  it('assembles a line of 64 Mi characters from chunks of 16 Ki', () => {
    const splitter = new LineSplitter();
    const chunk = 'x'.repeat(16 * 1024);
    for (let count = 0; count < 4096; count += 1) splitter.take(chunk);
    expect(splitter.take('\n')[0]?.length).toBe(64 * 1024 * 1024);
  });
});
