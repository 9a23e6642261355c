import { describe, expect, it } from 'vitest';
import { decodePath, decodePaths, encodePath } from './path-text.ts';

const bytes = (...parts: readonly (string | number)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));

describe('a path', () => {
  it.each([
    ['plain', bytes('a/b.txt')],
    ['in UTF-8', bytes('ü/日本/😀')],
    ['in Latin-1', bytes('caf', 0xe9, '/.env')],
    ['cut within a character', bytes('a', 0xe6, 0x97)],
    ['with a character and then a stray byte', bytes('é', 0x80, '/é')],
    ['with the bytes of a surrogate', bytes(0xed, 0xb2, 0x80)],
    ['with a replacement character', bytes('\uFFFD', 0xff)],
  ])('%s is the same bytes again', (_title, path) => {
    expect(encodePath(decodePath(path))).toEqual(path);
    expect(decodePaths(Buffer.concat([path, bytes(0), path, bytes(0)])).map(encodePath)).toEqual([
      path,
      path,
      bytes(),
    ]);
  });

  it('keeps its folders and its name where a byte is no UTF-8', () => {
    expect(
      decodePath(bytes('caf', 0xe9, '/.env'))
        .split('/')
        .at(-1),
    ).toBe('.env');
    expect(decodePath(bytes('caf', 0xe9)).toWellFormed()).toBe('caf\uFFFD');
  });
});
