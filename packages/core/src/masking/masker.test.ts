import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMasker } from './masker.ts';

const MASK = '[REDACTED]';

const secret = `p@ss"w'o$r\\d /+=ünï`;

describe('a masker', () => {
  it.each([
    ['raw', secret],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 behind one byte', Buffer.from(`x${secret}`).toString('base64')],
    ['base64 behind two bytes', Buffer.from(`xy${secret}yz`).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['URL-encoded', encodeURIComponent(secret)],
    [
      'URL-encoded in small letters',
      encodeURIComponent(secret).replaceAll(/%../g, (byte) => byte.toLowerCase()),
    ],
    ['form-encoded', new URLSearchParams({ key: secret }).toString().slice(4)],
    ['JSON-escaped', JSON.stringify(secret)],
    ['single-quoted for a shell', `'${secret.replaceAll("'", String.raw`'\''`)}'`],
    ['backslash-quoted for a shell', secret.replaceAll(/[^\w@%+=:,./-]/g, String.raw`\$&`)],
  ])('finds a secret that is %s', (_form, written) => {
    const masked = createMasker([secret]).text(`before ${written} after`);
    expect(masked).toContain(MASK);
    expect(masked).not.toContain(written.slice(4, -4));
  });

  it.each([76, 64])('finds a long secret in lines of base64 of %i characters', (length) => {
    const key = Array.from({ length: 200 }, (_, index) => (index * 7919).toString(36)).join('');
    const { text } = createMasker([key]);
    for (const end of ['', '\n']) {
      const lines = btoa(key + end).match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
      const shown = text(lines.join('\n')).replaceAll(MASK, '');
      expect(shown).toMatch(/^\n*[^\n]{0,4}$/);
    }
  });

  it('leaves short secrets alone, for they would blot out ordinary text', () => {
    expect(createMasker(['short', '']).text('a short text')).toBe('a short text');
  });

  it('leaves common words alone, and masks what begins with one', () => {
    const { text } = createMasker(['postgres', 'production', 'postgres-hunter2']);
    expect(text('image: postgres:16 in production')).toBe('image: postgres:16 in production');
    expect(text('postgres-hunter2')).toBe(MASK);
  });

  it.each([
    ['indented', (pem: string) => pem.replaceAll(/^/gm, '    ')],
    ['with CRLF', (pem: string) => pem.replaceAll('\n', '\r\n')],
    ['on one line', (pem: string) => pem.replaceAll('\n', ' ')],
    ['as one of its lines', (pem: string) => pem.split('\n')[2] ?? ''],
    [
      'with each line in base64',
      (pem: string) =>
        pem
          .split('\n')
          .map((line) => btoa(line))
          .join('\n'),
    ],
    ['as JSON', (pem: string) => JSON.stringify({ key: `\n${pem}` })],
  ])('finds the lines of a secret %s, also across chunks', (_how, write) => {
    const lines = ['MIIEvQIBADANBgkqhkiG9w0BAQEF', 'AASCBKcwggSjAgEAAoIBAQC7VJTU'];
    const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'].join('\n');
    const masker = createMasker([`${pem}\n`]);
    const written = write(pem);
    const masked = masker.text(written);
    for (const line of lines) {
      expect(masked).not.toContain(line.slice(2, -2));
      expect(masked).not.toContain(btoa(line).slice(2, -4));
    }
    const stream = masker.stream();
    const streamed = Array.from(written, (character) => stream.write(character)).join('') + stream.end();
    expect(streamed).toBe(masked);
  });

  it('shows where a key begins and ends', () => {
    const { text } = createMasker([
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\n-----END PRIVATE KEY-----',
    ]);
    expect(text('-----BEGIN PRIVATE KEY-----')).toBe('-----BEGIN PRIVATE KEY-----');
  });

  it('finds a password as it stands in an address, decoded, and as others encode it', () => {
    const { text } = createMasker(['pass%2Fword+1', 'pass/word+1']);
    const forms = [
      'pass%2Fword+1',
      'pass/word+1',
      'pass%2Fword%2B1',
      new URL('http://u:pass%2Fword+1@h').password,
    ];
    expect(forms.map((form) => text(form))).toEqual(forms.map(() => MASK));
  });

  it('returns the same value when there is nothing to mask', () => {
    const value = { list: [1, 'text', { deep: null }] };
    expect(createMasker(['a-long-secret']).value(value)).toBe(value);
  });

  it('masks keys and values at any depth', () => {
    const value = createMasker(['a-long-secret']).value({ list: [{ 'a-long-secret': 'x a-long-secret' }] });
    expect(value).toEqual({ list: [{ [MASK]: `x ${MASK}` }] });
  });

  it('keeps properties apart whose names are masked alike', () => {
    const { value } = createMasker(['first-secret', 'second-secret']);
    expect(value({ 'first-secret': 1, 'second-secret': 2 })).toEqual({ [MASK]: 1, [`${MASK} 2`]: 2 });
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

  it('finds the longer of two secrets that begin alike across a chunk border', () => {
    const stream = createMasker(['the-user', 'the-user:the-password']).stream();
    expect(stream.write('x the-user') + stream.write(':the-password y') + stream.end()).toBe(`x ${MASK} y`);
  });

  it('finds a secret that lies across what may be the beginning of another', () => {
    const stream = createMasker(['abcd1234efgh', '34efghijklmnop']).stream();
    expect(stream.write('x abcd1234efgh') + stream.write(' y') + stream.end()).toBe(`x ${MASK} y`);
  });

  it('masks a very long secret, and very many, in every encoding', () => {
    const long = Array.from({ length: 5_000 }, (_, index) => index.toString(36)).join('-');
    const many = Array.from({ length: 300 }, (_, index) => `secret-number-${index}`);
    const { text } = createMasker([long, ...many]);
    const encoded = Buffer.from(long).toString('base64');
    expect(text(`${encoded} ${long} ${many.join(' ')}`)).not.toMatch(
      /secret-number|[a-z0-9]{3}-[a-z0-9]{3}-/,
    );
    expect(text(encoded).replaceAll(MASK, '').length).toBeLessThan(200);
  });

  it('survives a secret with half a surrogate pair', () => {
    expect(createMasker(['secret-\uD800-half']).text('x secret-\uD800-half')).toBe(`x ${MASK}`);
  });
});
