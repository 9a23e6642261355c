import { expect, inject, it, vi } from 'vitest';
import { sample } from '../support/random.ts';
import { issueToMerge } from './issue-to-merge.ts';
import { hasSandboxes, type Way } from './runners.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

const RUNS: readonly (readonly [Way, 'file' | 'http'])[] = [
  ['in-process', 'file'],
  ['process', 'http'],
  ...(hasSandboxes
    ? ([
        ['sandbox', 'file'],
        ['sandbox', 'http'],
      ] as const)
    : []),
];

it.each(sample(RUNS, inject('counts').variants, inject('seed')))(
  'an issue becomes a merged pull request, and is cleaned up: %s, remote by %s',
  async (way, git) => {
    await expect(issueToMerge(way, git)).resolves.toBeUndefined();
  },
);
