import { expect, it, vi } from 'vitest';
import { ATTACKED_WAYS } from '../runners.ts';
import { attackByOtherTasks } from './other-tasks.ts';

vi.setConfig({ testTimeout: 120_000 });

it.each(ATTACKED_WAYS)('no secret leaves by a review or by the answer to a comment (%s)', async (way) => {
  expect(await attackByOtherTasks(way)).toEqual([]);
});
