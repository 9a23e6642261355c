import { expect, it, vi } from 'vitest';
import { issueToMerge } from './issue-to-merge.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

it('goes from an issue to a merged pull request in a sandbox, with a remote in a folder', async () => {
  await expect(issueToMerge('sandbox', 'file')).resolves.toBeUndefined();
});

it('does so over HTTP', async () => {
  await expect(issueToMerge('sandbox', 'http')).resolves.toBeUndefined();
});
