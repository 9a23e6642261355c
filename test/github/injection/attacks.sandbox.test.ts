import { expect, it, vi } from 'vitest';
import { runAttacks } from './attacks.ts';
import { ESCAPES } from './corpus/escapes.ts';
import { LEAKS } from './corpus/leaks.ts';

vi.setConfig({ testTimeout: 300_000 });

it('keeps the token, other worktrees and the checkout from an agent that attacks in a sandbox', async () => {
  expect(await runAttacks('sandbox', ESCAPES)).toEqual([]);
});

it('lets no secret leave a sandbox by what an agent writes, commits or answers', async () => {
  expect(await runAttacks('sandbox', LEAKS)).toEqual([]);
});
