import { describe, expect, it } from 'vitest';
import { describeSize, parseSize } from './size.ts';

describe('a size', () => {
  it.each([
    ['1B', 1],
    ['2KB', 2048],
    ['512MB', 512 * 1024 ** 2],
    ['1.5GB', 1.5 * 1024 ** 3],
    ['1 TB', 1024 ** 4],
  ])('%s is a number of bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each(['', '512', '-1MB', 'MB', '1e3MB', '1mb', '0MB', '1MB ', '1  MB', 'Infinity GB'])(
    '%j is none',
    (text) => {
      expect(parseSize(text)).toBeUndefined();
    },
  );

  it.each([
    [5, '5B'],
    [2 * 1024 ** 3, '2GB'],
    [1_500_000, '1.4MB'],
  ])('of %d bytes is shown with a unit', (bytes, shown) => {
    expect(describeSize(bytes)).toBe(shown);
  });
});
