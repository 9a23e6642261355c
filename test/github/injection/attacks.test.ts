import { expect, it, vi } from 'vitest';
import { runAttacks } from './attacks.ts';
import { ESCAPES } from './corpus/escapes.ts';
import { LEAKS } from './corpus/leaks.ts';

vi.setConfig({ testTimeout: 300_000 });

it('lets no secret leave by what an agent writes, commits or answers', async () => {
  expect(await runAttacks('in-process', LEAKS)).toEqual([]);
});

it('runs nothing that an agent planted with credentials, and pushes what it worked all the same', async () => {
  const attacks = ESCAPES.filter(({ everywhere = false }) => everywhere);
  expect(attacks.length).toBeGreaterThan(15);
  expect(await runAttacks('in-process', attacks)).toEqual([]);
});
