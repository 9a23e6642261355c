import { expect, inject, it, vi } from 'vitest';
import { sample } from '../../support/random.ts';
import { ATTACKED_WAYS } from '../runners.ts';
import { attackByOtherTasks } from './other-tasks.ts';

vi.setConfig({ testTimeout: 120_000 });

const ways = sample(ATTACKED_WAYS, inject('counts').variants, inject('seed'));

it.each(ways)('no secret leaves by a review or by the answer to a comment (%s)', async (way) => {
  expect(await attackByOtherTasks(way)).toEqual([]);
});
