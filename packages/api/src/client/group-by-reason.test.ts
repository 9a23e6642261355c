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

it('the largest group comes first, with the latest end of its tasks', () => {
  const groups = groupByReason([
    task('a', {}),
    task('b', held('2026-01-01T01:00:00.000Z')),
    task('c', held('2026-01-01T02:00:00.000Z')),
  ]);
  expect(groups.map(({ code, message, until, tasks }) => [code, message, until, tasks.length])).toEqual([
    ['USAGE_LIMIT', 'The account waits.', '2026-01-01T02:00:00.000Z', 2],
    ['queued', '', undefined, 1],
  ]);
});
