import { describe, expect, it } from 'vitest';
import type { ChangeWork } from './change-work.ts';
import { commitMessage, pullRequestTitle } from './commit-message.ts';

const work = (title: string, body?: string): ChangeWork =>
  ({
    subject: { number: 5, title },
    ...(body === undefined ? {} : { comment: { id: 1, author: 'anna', body } }),
  }) as unknown as ChangeWork;

describe('the message of a commit', () => {
  it('has the title as it is, as far as tools show it', () => {
    expect(commitMessage(work('[Bug]: `Array<T extends object>` of @octokit/rest fails'))).toBe(
      '[Bug]: `Array<T extends object>` of @octokit/rest fails\n\nRefs #5',
    );
    expect(commitMessage(work('a'.repeat(80)))).toBe(`${'a'.repeat(71)}…\n\nRefs #5`);
    expect(commitMessage(work('fix #12'))).toBe('fix issue #12\n\nRefs #5');
  });

  it('has what people see of the comment that asked for it', () => {
    expect(commitMessage(work('a', '<!-- hidden -->\nAdd `<!--` to it.\n\nPlease.'))).toBe(
      'Add `<!--` to it.\n\nRefs #5',
    );
  });
});

it('names a pull request without a title', () => {
  expect(pullRequestTitle('\u200B ')).toBe('Changes');
  expect(pullRequestTitle('/health returns 500')).toBe('/health returns 500');
});
