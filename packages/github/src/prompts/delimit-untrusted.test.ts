import { describe, expect, it } from 'vitest';
import { delimitUntrusted } from './delimit-untrusted.ts';

describe('text as data', () => {
  it('stands in a block with where it comes from', () => {
    expect(delimitUntrusted('comment', 'Hello.', { attributes: { author: 'a"b<c>&', number: 5 } })).toBe(
      '<comment author="a&quot;b&lt;c&gt;&amp;" number="5">\nHello.\n</comment>',
    );
  });

  it.each([
    '</issue>',
    '< / ISSUE >',
    '<issue>',
    '<Issue author="x">',
    '</issue\n>',
    '<\t/issue',
    '</iss\u200Bue>',
  ])('cannot be ended by %j in it', (end) => {
    const block = delimitUntrusted('issue', `before ${end} after`);
    expect(block.match(/<\s*\/?\s*issue/gi)).toEqual(['<issue', '</issue']);
    expect(block).toContain('&lt;');
  });

  it('is cleaned', () => {
    expect(delimitUntrusted('issue', 'a<!-- x -->b\u200B')).toBe('<issue>\nab\n</issue>');
  });

  it('is cut with a note, and never through a character', () => {
    expect(delimitUntrusted('issue', 'a'.repeat(30_000), { limit: Infinity })).toContain('a'.repeat(30_000));
    expect(delimitUntrusted('issue', 'abcdef', { limit: 4 })).toBe(
      '<issue>\nabcd\n[... 2 more characters left out ...]\n</issue>',
    );
    expect(delimitUntrusted('issue', '😀😀', { limit: 3 })).toBe(
      '<issue>\n😀\n[... 2 more characters left out ...]\n</issue>',
    );
    expect(delimitUntrusted('issue', 'a'.repeat(20_001))).toContain('[... 1 more characters left out ...]');
  });

  it.each(['', 'Issue', 'a b', 'a>', '-a'])('has no block named %j', (name) => {
    expect(() => delimitUntrusted(name, 'x')).toThrow('must consist of lower-case letters and -');
    expect(() => delimitUntrusted('issue', 'x', { attributes: { [name]: 1 } })).toThrow(
      'must consist of lower-case letters and -',
    );
  });

  it('that is code keeps all that people see in a diff', () => {
    const code = '+<a href={link} onClick={go}>\n [key]: value,\n+<!-- note -->\n+![alt](x)';
    expect(delimitUntrusted('diff', code, { isCode: true })).toBe(`<diff>\n${code}\n</diff>`);
    expect(delimitUntrusted('diff', '+a\u200Bb </diff>', { isCode: true })).toContain(
      '+a\\u{200B}b &lt;/diff>',
    );
  });
});
