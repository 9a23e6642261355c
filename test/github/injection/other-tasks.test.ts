import { expect, it, vi } from 'vitest';
import { attackByOtherTasks } from './other-tasks.ts';

vi.setConfig({ testTimeout: 60_000 });

it('lets no secret leave by a review or by the answer to a comment', async () => {
  expect(await attackByOtherTasks('in-process')).toEqual([]);
});
