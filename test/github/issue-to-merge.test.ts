import { expect, it, vi } from 'vitest';
import { issueToMerge } from './issue-to-merge.ts';
import { hasSandboxes } from './runners.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

it.each([
  ['in-process', 'file'],
  ['process', 'http'],
  ...(hasSandboxes
    ? ([
        ['sandbox', 'file'],
        ['sandbox', 'http'],
      ] as const)
    : []),
] as const)(
  'an issue becomes a merged pull request, and is cleaned up: %s, remote by %s',
  async (way, git) => {
    await expect(issueToMerge(way, git)).resolves.toBeUndefined();
  },
);
