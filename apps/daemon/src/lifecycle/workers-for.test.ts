import { expect, it } from 'vitest';
import { workersFor } from './workers-for.ts';

const GB = 1024 ** 3;

it.each([
  ['few projects: some for each task that runs', { running: 8, projects: 2 }, 32],
  ['many projects: those of each project', { running: 8, projects: 12 }, 48],
  ['more projects than there is memory for', { running: 8, projects: 100 }, 61],
])('workers are kept for %s', (_, demand, count) => {
  expect(workersFor(demand, 24 * GB)).toBe(count);
});

it('each task that runs has a worker, however little memory there is', () => {
  expect(workersFor({ running: 8, projects: 20 }, GB)).toBe(8);
});
