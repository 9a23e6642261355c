import { oc } from '@orpc/contract';
import { z } from 'zod';
import { listOf, paged } from './list.ts';
import { taskFilter } from './task-filter.ts';
import { TASK_STATES } from './task-states.ts';
import { waitReasonSchema } from './wait-reason.ts';
import { givenTime, time } from './time.ts';

const state = z.enum(TASK_STATES);
const id = z.string().min(1);
const byId = z.strictObject({ id });

/** The error of a task or of an attempt. */
const taskErrorSchema = z.looseObject({ code: z.string(), message: z.string() }).meta({ id: 'TaskError' });

/** A task in a list. */
export const taskSummarySchema = z
  .object({
    id,
    type: z.string(),
    projectId: z.string(),
    key: z.string().optional().describe('The concurrency key, such as the issue.'),
    state,
    attempt: z.int().describe('The number of the latest attempt; 0 before the first.'),
    priority: z.number(),
    flow: z.string().optional(),
    tags: z.array(z.string()).optional(),
    createdAt: time,
    dueAt: time,
    startedAt: time.optional(),
    finishedAt: time.optional(),
    expiresAt: time.optional(),
    errorCode: z.string().optional(),
    cancelReason: z.string().optional(),
    waitingFor: waitReasonSchema.optional().describe('The first of the reasons why it waits.'),
    title: z.string().optional().describe('The title of its issue or pull request.'),
    progress: z
      .object({ stage: z.string(), message: z.string() })
      .optional()
      .describe('What it reported last, while it runs.'),
    costUsd: z.number().optional().describe('What is known to be spent, while it runs too.'),
    unknownRuns: z.int().optional().describe('Attempts that ended without reporting what they spent.'),
  })
  .meta({ id: 'TaskSummary' });

/** A task in a list. */
export type TaskSummary = z.infer<typeof taskSummarySchema>;

const attemptSchema = z
  .object({
    attempt: z.int(),
    outcome: z.string().optional().describe('Absent while it runs.'),
    error: taskErrorSchema.optional(),
    startedAt: time,
    endedAt: time.optional(),
    engine: z.string().optional(),
    costUsd: z.number().optional(),
    usage: z.record(z.string(), z.number()).optional(),
  })
  .meta({ id: 'TaskAttempt' });

/** Everything that is known about a task. */
export const taskSchema = taskSummarySchema
  .extend({
    task: z.looseObject({}).optional().describe('The task as it was submitted.'),
    attempts: z.array(attemptSchema),
    result: z.looseObject({}).optional(),
    error: taskErrorSchema.optional(),
    reason: z.string().optional().describe('Why it was cancelled.'),
    costUsd: z.number().optional(),
    usage: z.record(z.string(), z.number()).optional(),
  })
  .meta({ id: 'Task' });

/** An entry in the log of a task. */
const logEntrySchema = z
  .object({
    sequence: z.int().describe('The position of the entry: pass it as `after`.'),
    attempt: z.int(),
    at: time,
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: z.string(),
    stream: z.enum(['stdout', 'stderr']).optional(),
  })
  .meta({ id: 'LogEntry' });

/** Options of a submission, as in `engine.submit()`. */
const submitOptionsSchema = z
  .strictObject({
    priority: z.number().optional(),
    delay: z.number().optional().describe('Milliseconds until it may start.'),
    deadline: givenTime.optional(),
    ttl: z.number().optional().describe('Milliseconds after which it expires if it has not started.'),
    idempotencyKey: z.string().optional(),
    concurrencyKey: z.string().optional(),
    concurrency: z.strictObject({ key: z.string(), limit: z.int() }).optional(),
    rate: z.strictObject({ key: z.string(), limit: z.int(), per: z.number() }).optional(),
    collapse: z
      .union([z.enum(['keep-latest', 'cancel-in-progress']), z.strictObject({ debounce: z.number() })])
      .optional(),
    weight: z.number().optional(),
    requires: z.array(z.string()).optional(),
    dependsOn: z.array(z.string()).optional(),
    onParentFailure: z.enum(['fail', 'skip', 'run']).optional(),
    mayAdd: z.array(z.string()).optional(),
    holdKeys: z.array(z.string()).optional(),
    tags: z.array(z.string()).optional().describe('What people call it. At most 20, of 64 characters each.'),
    retry: z
      .strictObject({
        limit: z.number().optional(),
        delay: z.number().optional(),
        maxDelay: z.number().optional(),
      })
      .optional(),
    approval: z
      .strictObject({
        of: z.enum(['start', 'plan']).optional(),
        message: z.string(),
        by: z.string().optional(),
        expires: givenTime.optional(),
      })
      .optional(),
  })
  .meta({ id: 'SubmitOptions' });

/** What an agent said and did. */
const transcriptPartSchema = z
  .intersection(
    z.object({
      sequence: z.int().describe('The position of the part: pass it as `after`.'),
      attempt: z.int(),
      at: time,
    }),
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('text'), text: z.string() }),
      z.object({ kind: z.literal('tool'), tool: z.string(), toolUseId: z.string(), input: z.string() }),
      z.object({
        kind: z.literal('result'),
        toolUseId: z.string(),
        output: z.string(),
        isError: z.boolean(),
      }),
      z.object({
        kind: z.literal('turn'),
        model: z.string(),
        usage: z.record(z.string(), z.number()),
        costUsd: z.number().describe('By list prices.'),
      }),
    ]),
  )
  .meta({ id: 'TranscriptPart' });

/** A moment in the history of a task. */
const momentSchema = z
  .object({
    kind: z.enum(['state', 'stage']).describe('A change of its state, or the beginning of a stage.'),
    attempt: z.int(),
    at: time,
    state: state.optional(),
    stage: z.string().optional(),
    outcome: z.string().optional().describe('How an attempt ended that did not succeed.'),
    reason: z.string().optional().describe('Why it was cancelled, expired, or waits again.'),
  })
  .meta({ id: 'TaskMoment' });

const controlled = z.object({ id, state });

/** The routes of tasks. */
export const tasks = {
  list: oc
    .route({ method: 'GET', path: '/tasks', summary: 'Lists tasks, newest first.' })
    .input(z.strictObject({ ...taskFilter, ...paged }))
    .output(listOf(taskSummarySchema)),
  submit: oc
    .route({ method: 'POST', path: '/tasks', summary: 'Submits a task.', successStatus: 201 })
    .input(
      z.strictObject({
        task: z
          .looseObject({ type: z.string(), projectId: z.string() })
          .describe('The task; the daemon fills in the path of the project, and an id where there is none.'),
        options: submitOptionsSchema.optional(),
      }),
    )
    .output(z.object({ id, isDuplicate: z.boolean() })),
  get: oc
    .route({ method: 'GET', path: '/tasks/{id}', summary: 'Returns a task.' })
    .input(byId)
    .output(taskSchema),
  logs: oc
    .route({
      method: 'GET',
      path: '/tasks/{id}/logs',
      summary: 'Returns log entries of a task: the last ones, or the first ones after an entry.',
    })
    .input(
      z.strictObject({
        id,
        after: z.coerce
          .number()
          .int()
          .min(0)
          .optional()
          .describe('The `sequence` of an entry, or 0: the first entries after it are returned.'),
        limit: z.coerce.number().int().min(1).max(10_000).optional(),
      }),
    )
    .output(listOf(logEntrySchema)),
  transcript: oc
    .route({
      method: 'GET',
      path: '/tasks/{id}/transcript',
      summary: 'Returns a page of what the agent of a task said and did.',
    })
    .input(
      z.strictObject({
        id,
        after: z.coerce.number().int().min(0).optional().describe('The `sequence` of a part.'),
        limit: z.coerce.number().int().min(1).max(1_000).optional(),
      }),
    )
    .output(listOf(transcriptPartSchema)),
  timeline: oc
    .route({
      method: 'GET',
      path: '/tasks/{id}/timeline',
      summary: 'Returns the last 1,000 changes of a task: of its state, and of the stage that it is in.',
    })
    .input(byId)
    .output(listOf(momentSchema)),
  explain: oc
    .route({ method: 'GET', path: '/tasks/{id}/explain', summary: 'Returns why a task is not running.' })
    .input(byId)
    .output(z.object({ state, waitingFor: z.array(waitReasonSchema) })),
  cancel: oc
    .route({ method: 'POST', path: '/tasks/{id}/cancel', summary: 'Cancels a task.' })
    .input(z.strictObject({ id, reason: z.string().optional(), subtree: z.boolean().optional() }))
    .output(controlled),
  retry: oc
    .route({ method: 'POST', path: '/tasks/{id}/retry', summary: 'Retries a task that did not succeed.' })
    .input(z.strictObject({ id, subtree: z.boolean().optional() }))
    .output(controlled),
  approve: oc
    .route({ method: 'POST', path: '/tasks/{id}/approve', summary: 'Gives the approval that a task needs.' })
    .input(
      z.strictObject({
        id,
        comment: z.string().optional(),
        asked: z
          .string()
          .optional()
          .describe(
            'What was read: the message of `waitingFor`. If the task asks for another approval by now, the answer is 409.',
          ),
      }),
    )
    .output(controlled),
  reject: oc
    .route({
      method: 'POST',
      path: '/tasks/{id}/reject',
      summary: 'Refuses the approval that a task needs, which cancels the task.',
    })
    .input(z.strictObject({ id, reason: z.string().optional() }))
    .output(controlled),
};
