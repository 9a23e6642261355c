import { oc } from '@orpc/contract';
import { z } from 'zod';
import { taskFilter } from './task-filter.ts';
import { TASK_STATES } from './task-states.ts';

const id = z.string().min(1);
const state = z.enum(TASK_STATES);

const request = {
  action: z.enum(['cancel', 'retry']),
  ids: z.array(id).min(1).max(1_000).optional().describe('These tasks; else those of the filter.'),
  filter: z
    .strictObject(taskFilter)
    .optional()
    .describe('All tasks that match; an empty filter means all tasks.'),
} as const;

const selects = ({ ids, filter }: { readonly ids?: unknown; readonly filter?: unknown }): boolean =>
  (ids === undefined) !== (filter === undefined);
const SELECTION = { error: 'Give either "ids" or "filter".' };

const previewSchema = z
  .object({
    summary: z.string().describe('Such as `cancels 12: 3 running, 9 waiting`.'),
    count: z.int().describe('How many tasks the action changes.'),
    states: z.record(state, z.int()).describe('How many of them are in each state.'),
    skipped: z.int().describe('How many selected tasks it leaves as they are.'),
  })
  .meta({ id: 'BulkPreview' });

const resultSchema = z
  .object({
    done: z.array(z.object({ id, state })),
    failed: z.array(z.object({ id, code: z.string(), message: z.string() })),
    next: z.string().optional().describe('The `after` that continues; absent when nothing is left.'),
  })
  .meta({ id: 'BulkResult' });

/** The routes of actions on many tasks. */
export const bulk = {
  preview: oc
    .route({
      method: 'POST',
      path: '/tasks/bulk/preview',
      summary: 'Returns what an action on many tasks would do, without doing it.',
    })
    .input(z.strictObject(request).refine(selects, SELECTION))
    .output(previewSchema),
  run: oc
    .route({
      method: 'POST',
      path: '/tasks/bulk',
      summary: 'Cancels or retries many tasks, page by page.',
      description: 'Repeat the request with `next` as `after` until there is none.',
    })
    .input(
      z
        .strictObject({
          ...request,
          reason: z.string().optional().describe('Why they are cancelled.'),
          after: z.string().optional().describe('`next` of the previous answer.'),
          limit: z.int().min(1).max(1_000).optional().describe('How many tasks are changed at most.'),
        })
        .refine(selects, SELECTION),
    )
    .output(resultSchema),
};
