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
  });

  it('is cut between two characters', () => {
    expect(plainTitle('👩‍👩‍👧'.repeat(3).replaceAll('\u200D', '').concat('abc'), 8)).toBe('👩👩👧…');
    expect(plainTitle('e\u0301'.repeat(10), 8)).toBe('e\u0301e\u0301e\u0301…');
  });
});
