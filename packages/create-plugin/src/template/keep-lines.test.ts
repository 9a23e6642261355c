import { expect, it } from 'vitest';
import { keepLines } from './keep-lines.ts';

it('keeps what was chosen without its mark, and what has no mark', () => {
  const text =
    'a\nb // only: service\n  c # only: pnpm\n| d | <!-- only: typescript -->\ne // only: trigger\n';
  expect(keepLines(text, new Set(['service', 'typescript']))).toBe('a\nb\n| d |\n');
});

it('takes no other comment for a mark', () => {
  const text = '// only: service is not chosen here\nx(); // only for service\n';
  expect(keepLines(text, new Set())).toBe(text);
});
