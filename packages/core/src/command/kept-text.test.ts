import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeptText } from './kept-text.ts';

function keep(limit: number, parts: readonly string[]): { kept: KeptText; sent: string } {
  const kept = new KeptText(limit);
  return { kept, sent: parts.map((part) => kept.add(part)).join('') };
}

describe('kept text', () => {
  it('is whole up to the limit', () => {
    const { kept, sent } = keep(10, ['12345', '67890']);
    expect([String(kept), sent, kept.truncated]).toEqual(['1234567890', '1234567890', false]);
  });

  it('is head and tail beyond the limit, and says how much is left out', () => {
    const { kept, sent } = keep(10, ['12345', '6789', 'abcdefgh']);
    expect(String(kept)).toBe('12345\n[... 7 bytes omitted ...]\ndefgh');
    expect([sent, kept.truncated]).toEqual(['123456789a', true]);
  });

  it('never cuts a character, and accounts for every byte', () => {
    const parts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 20 });
    fc.assert(
      fc.property(parts, fc.integer({ min: 8, max: 64 }), (texts, limit) => {
        const { kept, sent } = keep(limit, texts);
        const whole = texts.join('');
        expect(whole.startsWith(sent)).toBe(true);
        expect(Buffer.byteLength(sent)).toBeLessThanOrEqual(limit);
        const [head = '', tail = ''] = String(kept).split(/\n\[\.\.\. \d+ bytes omitted \.\.\.\]\n/);
        const omitted = Number(/\[\.\.\. (\d+) bytes/.exec(String(kept))?.[1] ?? 0);
        expect(whole.startsWith(head) && whole.endsWith(tail)).toBe(true);
        expect(Buffer.byteLength(head) + omitted + Buffer.byteLength(tail)).toBe(Buffer.byteLength(whole));
      }),
    );
  });
});
