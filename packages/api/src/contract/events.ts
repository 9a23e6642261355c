import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { TASK_STATES } from './task-states.ts';
import { time } from './time.ts';

/** A change of a task, its progress, an entry in its log, or another reason why it waits. */
export const eventSchema = z
  .object({
    taskId: z.string(),
    kind: z.enum(['state', 'progress', 'log', 'reason']),
    state: z.enum(TASK_STATES).optional(),
    data: z.looseObject({}).optional(),
    at: time,
  })
  .meta({ id: 'Event' });

/** A change of a task, its progress, an entry in its log, or another reason why it waits. */
export type TaskEvent = z.infer<typeof eventSchema>;

/** The query of the stream of events. */
export const eventQuerySchema = z.strictObject({
  task: z.string().min(1).optional().describe('Only events of this task.'),
});

/** The route of events. */
export const events = {
  stream: oc
    .route({
      method: 'GET',
      path: '/events',
      summary: 'Streams events.',
      description:
        'Server-sent events: `id` is the cursor, `event` the kind. Begins after the event of `Last-Event-ID`, else now.',
    })
    .input(eventQuerySchema)
    .output(eventIterator(eventSchema)),
};
