import { describe, expect, it } from 'vitest';
import { printable, printableLine } from './printable.ts';

describe('printable text', () => {
  it.each([
    ['colours', '\u001B[31mred\u001B[0m', 'red'],
    ['a title for the window', '\u001B]0;title\u0007text', 'text'],
    ['a link', '\u001B]8;;https://example.org\u001B\\link\u001B]8;;\u001B\\', 'link'],
    ['a sequence that begins with a C1 control', '\u009B2Jtext', 'text'],
    ['a bell, a backspace and a delete', 'a\u0007b\u0008c\u007Fd', 'abcd'],
    ['a lone escape', 'a\u001B', 'a'],
    ['a carriage return', 'shown\rhidden', 'shownhidden'],
  ])('has lost %s', (_name, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('keeps tabs, line feeds and every letter', () => {
    expect(printable('a\tb\r\nc é 日本 🚀')).toBe('a\tb\nc é 日本 🚀');
  });

  it('fits one line when asked to', () => {
    expect(printableLine(' one \n\n two\u0007 ')).toBe('one two');
    expect(printableLine('a'.repeat(2_000))).toBe('a'.repeat(2_000));
    expect(printableLine('a'.repeat(2_001))).toBe(`${'a'.repeat(2_000)}...`);
  });

  it.each([
    ['spaces', `${' '.repeat(1_000_000)}x`],
    ['line feeds', `x${'\n'.repeat(1_000_000)}x`],
    ['spaces between line feeds', `x${' \n'.repeat(500_000)}x`],
    ['beginnings of escape sequences', '\u001B]'.repeat(500_000)],
  ])('comes to an end for a million of %s', (_name, text) => {
    expect(printableLine(text).length).toBeLessThan(4);
  });
});
