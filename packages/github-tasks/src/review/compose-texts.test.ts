import { describe, expect, it } from 'vitest';
import { composeReviewBody, composeReviewReply } from './compose-texts.ts';

const REPLY = 'https://github.example/reply';
const REVIEW = 'https://github.example/review';

describe('the texts of a review', () => {
  it('say the summary once, in the reply', () => {
    const others = [{ path: 'a.js', line: 9, text: 'Off by one.' }];
    const body = composeReviewBody({ placed: 1, others, replyUrl: REPLY, language: undefined });
    const reply = composeReviewReply({
      summary: 'It is fine.',
      reviewUrl: REVIEW,
      count: 2,
      unread: ['yarn.lock'],
      language: undefined,
    });
    expect(body).not.toContain('It is fine.');
    expect(body).toContain(REPLY);
    expect(body).toContain('- `a.js`, 9: Off by one.');
    expect(reply).toMatch(/^It is fine\.\n\n\[2 comments\]\(https:\/\/github\.example\/review\)/);
    expect(reply).toContain('`yarn.lock`');
    expect(reply).not.toContain('Off by one.');
  });

  it('say that there are no findings, and that a summary was lost', () => {
    expect(composeReviewBody({ placed: 0, others: [], replyUrl: REPLY, language: 'ja' })).toMatch(
      /ありません/,
    );
    const lost = { summary: undefined, reviewUrl: REVIEW, count: undefined, unread: [], language: 'en' };
    expect(composeReviewReply(lost)).toMatch(/lost.*\n\n\[Review\]/);
  });
});
