import { expect, it, vi } from 'vitest';
import { attackByOtherTasks } from './other-tasks.ts';

vi.setConfig({ testTimeout: 60_000 });

it('lets no secret leave a sandbox by a review or by the answer to a comment, and has no token there', async () => {
  expect(await attackByOtherTasks('sandbox')).toEqual([]);
});
