import { expect, it, vi } from 'vitest';
import { issueToMerge } from './issue-to-merge.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

it('goes from an issue to a merged pull request, and cleans up', async () => {
  await expect(issueToMerge('in-process', 'file')).resolves.toBeUndefined();
});

it('does so over HTTP with a token that only git has', async () => {
  await expect(issueToMerge('process', 'http')).resolves.toBeUndefined();
});
