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
    '完了しました',
    '完了しました！ありがとうございます',
    'Done.',
    'done, thanks!',
    '**Done**',
    '- done',
    'Done :)',
    'done 👍🏽',
    'Done ❤️',
    'Done :+1:',
    '> Is there anything left?\n\nDone, thanks!',
    'Thanks!\r\n\r\nClosed.',
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
    'Done?',
    'Thanks, close?',
    'Done? Thanks!',
    'Done yet？',
    'done ❓',
    '完了?',
    '完了？',
    '完了していません',
    '未完了',
    'Not done',
    'not done.',
    'Almost done',
    'done - but the test fails',
    '- [ ] done',
    '* [ ] Done, thanks!',
    '[ ] done',
    '- [x] done',
    'done 👎',
    'Done 👎🏽',
    'done :-1:',
    'done :(',
    'done ❌',
    'done 🤔',
    '~~done~~',
    '~done~',
    '<del>done</del>',
    '<!-- done -->',
    'Thanks! <!-- done -->',
    '`done`',
    '```\ndone\n```',
    'Thanks:\n\n    done',
    '\tdone',
    '"done"',
    '> done',
    '>done\n> thanks',
    '> done\nthanks',
    '> done\n\nThanks!',
    '> done\n\nNo.',
    '- > done',
    '[done](https://example.com)',
  ])('leaves it open: %s', (body) => {
    expect(isCompletion(body)).toBe(false);
  });

  it('closes it by keywords of the project alone, where it has some', () => {
    expect(isCompletion('Ship it', ['ship it'])).toBe(true);
    expect(isCompletion('done', ['ship it'])).toBe(false);
    expect(isCompletion('/done', ['/done'])).toBe(true);
    expect(isCompletion('Ship it?', ['ship it'])).toBe(false);
    expect(isCompletion('पूर्ण, thanks', ['पूर्ण'])).toBe(true);
  });
});
