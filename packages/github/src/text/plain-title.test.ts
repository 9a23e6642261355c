import { describe, expect, it } from 'vitest';
import { plainTitle } from './plain-title.ts';

describe('a title', () => {
  it.each([
    '[Bug]: login fails on mobile',
    '[BUG]: https://x.example/a is down',
    'Upgrade @octokit/rest to v21',
    '/health returns 500',
    '`Array<T extends object>` fails',
    'Fix &#64; entity shown raw',
    'Handle <!-- in templates',
    'Mail anna@example.com about *all* of #12 [x](y "z")',
    'fixed #fff backgrounds',
    'Show 👩\u200D👩\u200D👧, ❤\uFE0F, 1\uFE0F⃣ and 🏳\uFE0F\u200D🌈',
    'نامه\u200Cای و क\u094D\u200Dष',
    '二つの　空白 and  two spaces',
  ])('is plain text: %s', (title) => {
    expect(plainTitle(title, 256)).toBe(title);
  });

  it('closes and mentions nobody', () => {
    expect(plainTitle('fix #12, closes: GH-3 and resolves acme/shop#4', 256)).toBe(
      'fix issue #12, closes: issue GH-3 and resolves issue acme/shop#4',
    );
    expect(plainTitle('Fixes https://github.com/acme/shop/issues/1', 256)).toBe(
      'Fixes issue https://github.com/acme/shop/issues/1',
    );
    expect(plainTitle('@mallory (@Anna) says', 256)).toBe('@ mallory (@ Anna) says');
  });

  it('is one line without invisible characters', () => {
    expect(plainTitle(' a\u202E\n b\u0007\tc ', 256)).toBe('a b c');
    expect(plainTitle('a\u200Db\uFE0F\u200C c❤\uFE0F\uFE01\u{E0041}', 256)).toBe('ab c❤\uFE0F');
    expect(plainTitle('fix\u200D #1\r\n\u2028x', 256)).toBe('fix issue #1 x');
  });

  it('is cut between two characters', () => {
    expect(plainTitle('👩‍👩‍👧'.repeat(3).replaceAll('\u200D', '').concat('abc'), 8)).toBe('👩👩👧…');
    expect(plainTitle('e\u0301'.repeat(10), 8)).toBe('e\u0301e\u0301e\u0301…');
  });
});
