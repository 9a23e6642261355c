import { describe, expect, it } from 'vitest';
import { inputSchema } from './input.ts';

const ISSUE = {
  number: 3,
  title: 'Wrong',
  body: null,
  user: { login: 'anna', id: 1 },
  labels: [{ name: 'bug' }],
  more: true,
};

describe('the input of a process-issue task', () => {
  it.each([
    { issueNumber: 3 },
    { issueNumber: 3, issue: ISSUE },
    { issueNumber: 3, issue: { ...ISSUE, user: null }, mode: 'comment', dryRun: true },
  ])('may be %j', (input) => {
    expect(inputSchema.safeParse(input).success).toBe(true);
  });

  it.each([
    {},
    { issueNumber: 0 },
    { issueNumber: '3' },
    { issueNumber: 4, issue: ISSUE },
    { issueNumber: 3, issue: { ...ISSUE, title: 5 } },
    { issueNumber: 3, mode: 'merge' },
    { issueNumber: 3, other: 1 },
  ])('may not be %j', (input) => {
    expect(inputSchema.safeParse(input).success).toBe(false);
  });
});
