import { describe, expect, it } from 'vitest';
import { textsFor } from '../texts/texts.ts';
import { composeReply } from './compose-reply.ts';

const texts = textsFor('en');
const compose = (answer: string): string => composeReply({ answer, outcome: ['Done.'], skipped: [] }, texts);

describe('the final reply', () => {
  it('describes the result of the work below the answer, even if that leaves code open', () => {
    expect(compose('See:\n```js\nx();')).toBe('See:\n```js\nx();\n```\n\nDone.');
    expect(compose('~~~~\n```\n~~~~')).toBe('~~~~\n```\n~~~~\n\nDone.');
  });

  it('names what was left out and why, as code that no name can end', () => {
    const skipped = [{ path: 'a`b/.env', reason: 'secret' as const }];
    expect(composeReply({ answer: '', outcome: [], skipped }, texts)).toBe(
      'The agent did not give an answer.\n\nThese changes were left out:\n- `a?b/.env`: may contain a secret',
    );
  });
});
