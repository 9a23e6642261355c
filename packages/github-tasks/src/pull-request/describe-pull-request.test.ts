import { describe, expect, it } from 'vitest';
import { describePullRequest } from './describe-pull-request.ts';

describe('the description of a pull request', () => {
  it('is the answer and what it is for', () => {
    expect(describePullRequest('Mended.', 'Closes #5.')).toBe('Mended.\n\nCloses #5.');
  });

  it('is never longer than GitHub takes, and names what it is for outside of code', () => {
    const described = describePullRequest('```\n'.padEnd(70_000, `${'line '.repeat(20)}\n`), 'Closes #5.');
    expect(described.length).toBeLessThan(65_536);
    expect(described).toMatch(/\n```\n\n…\n\nCloses #5\.$/);
  });

  it('leaves out an answer that is too long with what ends it', () => {
    expect(describePullRequest('`'.repeat(59_000), 'Closes #5.')).toBe('…\n\nCloses #5.');
  });
});
