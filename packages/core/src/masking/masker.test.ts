import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMasker, MASK } from './masker.ts';

const secret = `p@ss"w'o$r\\d /+=ünï`;

describe('a masker', () => {
  it.each([
    ['raw', secret],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 behind one byte', Buffer.from(`x${secret}`).toString('base64')],
    ['base64 behind two bytes', Buffer.from(`xy${secret}yz`).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['URL-encoded', encodeURIComponent(secret)],
    ['form-encoded', new URLSearchParams({ key: secret }).toString().slice(4)],
    ['JSON-escaped', JSON.stringify(secret)],
    ['single-quoted for a shell', `'${secret.replaceAll("'", String.raw`'\''`)}'`],
    ['backslash-quoted for a shell', secret.replaceAll(/[^\w@%+=:,./-]/g, String.raw`\$&`)],
  ])('finds a secret that is %s', (_form, written) => {
    const masked = createMasker([secret]).text(`before ${written} after`);
    expect(masked).toContain(MASK);
    expect(masked).not.toContain(written.slice(4, -4));
  });

  it('leaves short secrets alone, for they would blot out ordinary text', () => {
    expect(createMasker(['short', '']).text('a short text')).toBe('a short text');
  });

  it('gives back the same value when there is nothing to mask', () => {
    const value = { list: [1, 'text', { deep: null }] };
    expect(createMasker(['a-long-secret']).value(value)).toBe(value);
  });

  it('masks keys and values at any depth', () => {
    const value = createMasker(['a-long-secret']).value({ list: [{ 'a-long-secret': 'x a-long-secret' }] });
    expect(value).toEqual({ list: [{ [MASK]: `x ${MASK}` }] });
  });

  it('finds a secret across any chunk borders', () => {
    const text = fc.array(fc.constantFrom('a-long-', 'secret', 'a-long-secret', 'other ', 'a', '-'));
    fc.assert(
      fc.property(text, fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (parts, sizes) => {
        const whole = parts.join('');
        const masker = createMasker(['a-long-secret', 'another-secret']);
        const stream = masker.stream();
        let streamed = '';
        for (let start = 0; start < whole.length;) {
          const size = sizes.next().value;
          streamed += stream.write(whole.slice(start, start + size));
          start += size;
        }
        expect(streamed + stream.end()).toBe(masker.text(whole));
      }),
    );
  });

  it('survives a secret with half a surrogate pair', () => {
    expect(createMasker(['secret-\uD800-half']).text('x secret-\uD800-half')).toBe(`x ${MASK}`);
  });
});
