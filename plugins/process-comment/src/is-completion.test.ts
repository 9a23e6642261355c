import { describe, expect, it } from 'vitest';
import { isCompletion } from './is-completion.ts';

describe('a comment', () => {
  it.each([
    'Done',
    'done!',
    '@poppo done. Thanks!',
    'Thanks, resolved 🎉',
    '完了',
    '完了です。ありがとうございました!',
  ])('closes the loop: %s', (body) => {
    expect(isCompletion(body)).toBe(true);
  });

  it.each([
    '',
    'Thanks!',
    'This is not done',
    'Done, but please rename the file too.',
    'When will it be done?!\nAdd a test.',
    `done ${'!'.repeat(300)}`,
  ])('leaves it open: %s', (body) => {
    expect(isCompletion(body)).toBe(false);
  });

  it('closes it by keywords of the project alone, where it has some', () => {
    expect(isCompletion('Ship it', ['ship it'])).toBe(true);
    expect(isCompletion('done', ['ship it'])).toBe(false);
  });
});
