import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

describe('the text of bytes', () => {
  it.each([
    ['plain', Buffer.from('{"a": "ü😀"}'), '{"a": "ü😀"}'],
    ['with a byte order mark', Buffer.from('\uFEFF{}'), '{}'],
    ['with a mark further on', Buffer.from('{\uFEFF}'), '{\uFEFF}'],
    ['of a mark alone', Buffer.from('\uFEFF'), ''],
    ['empty', Buffer.alloc(0), ''],
    ['of one letter', Buffer.from('a'), 'a'],
  ])('%s is read', (_kind, bytes, text) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it.each([
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le')],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le').swap16()],
    ['UTF-16', Buffer.from('{}', 'utf16le')],
    ['UTF-16', Buffer.from('{}', 'utf16le').swap16()],
    ['UTF-8', Buffer.from('caf\xe9', 'latin1')],
    ['UTF-8', Buffer.from('ü').subarray(0, 1)],
  ])('rejects text that is not UTF-8 and mentions %s', (encoding, bytes) => {
    expect(() => decodeText(bytes)).toThrow(new RegExp(`^is (not )?text in ${encoding}; save it as UTF-8$`));
  });
});
