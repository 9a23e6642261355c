import { expect, it } from 'vitest';
import type { TaskSummary } from '../contract/tasks.ts';
import { groupByReason } from './group-by-reason.ts';

const task = (id: string, fields: Partial<TaskSummary>): TaskSummary => ({
  id,
  type: 'no-op',
  projectId: 'shop',
  state: 'queued',
  attempt: 0,
  priority: 0,
  createdAt: '2026-01-01T00:00:00.000Z',
  dueAt: '2026-01-01T00:00:00.000Z',
  ...fields,
});

const held = (until?: string): Partial<TaskSummary> => ({
  waitingFor: {
    code: 'USAGE_LIMIT',
    message: 'The account waits.',
    since: '2026-01-01T00:00:00.000Z',
    until,
  },
});

it('each reason has its count, and the words and the latest end of the tasks that are known', () => {
  const counts = [
    { code: 'USAGE_LIMIT', count: 900 },
    { code: 'ORDER', count: 2 },
  ];
  expect(
    groupByReason(counts, [
      task('a', {}),
      task('b', held('2026-01-01T01:00:00.000Z')),
      task('c', held('2026-01-01T02:00:00.000Z')),
    ]),
  ).toEqual([
    {
      code: 'USAGE_LIMIT',
      count: 900,
      messages: ['The account waits.'],
      until: '2026-01-01T02:00:00.000Z',
    },
    { code: 'ORDER', count: 2, messages: [], until: undefined },
  ]);
});
