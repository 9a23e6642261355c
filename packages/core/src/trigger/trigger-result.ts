import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';
import type { JsonValue } from '../task/json.ts';
import { withoutNul } from '../text/without-nul.ts';

/** How a task that a trigger gives is submitted. */
export interface TriggeredTaskOptions {
  /**
   * Names what the task is for: the same key gives no second task, whichever event gives it. It counts within the project and
   * the trigger. At most 256 characters. @defaultValue the trigger's own task and the place in its list
   */
  readonly idempotencyKey?: string | undefined;
  /** Tasks with the same key run one at a time, in the order in which they were given. At most 256 characters. */
  readonly concurrencyKey?: string | undefined;
  /** Tasks with a higher priority start first. @defaultValue 0 */
  readonly priority?: number | undefined;
  /** How long the task waits before it may start. In milliseconds. @defaultValue 0 */
  readonly delay?: number | undefined;
  /** How long the task may wait for its start before it expires. In milliseconds. */
  readonly ttl?: number | undefined;
  /**
   * Name of a field of the task, a list. If another task of the same type, project and `concurrencyKey` waits for its first
   * start, what the list has is added to its list instead, and no second task is made.
   */
  readonly mergeBy?: string | undefined;
}

/** A task that a trigger gives. The project is that of the trigger. */
export interface TriggeredTask {
  readonly task: { readonly type: string; readonly [field: string]: unknown };
  readonly options?: TriggeredTaskOptions | undefined;
}

/** Tasks that a trigger withdraws: those of its project that have not ended. */
export interface TriggeredCancel {
  /** Their `concurrencyKey`. */
  readonly key: string;
  /** Their types. @defaultValue all */
  readonly types?: readonly string[] | undefined;
  /** Why, in one sentence for people. */
  readonly reason: string;
}

/** What a person decided about a task of the trigger's project that waits for an approval. */
export interface TriggeredDecision {
  /** Id of the task. */
  readonly taskId: string;
  /** The plan that the decision is about; absent for an approval that is not that of a plan. */
  readonly plan?: string | undefined;
  /** `revise` asks for another plan. */
  readonly verdict: 'approve' | 'reject' | 'revise';
  /** Who decided. */
  readonly by: string;
  /** What they said with it. */
  readonly comment?: string | undefined;
  /** With `revise`: a field of the task, a list, and what is added to it. */
  readonly adds?: { readonly field: string; readonly items: readonly JsonValue[] } | undefined;
  /** Names the decision, as `idempotencyKey` names a task: it has an effect once, and so has a task with this key. */
  readonly idempotencyKey: string;
  /** What is submitted instead when the task plans no more. */
  readonly otherwise?: TriggeredTask | undefined;
}

/** What a trigger resolves with. */
export interface TriggerResult {
  /** Tasks to submit together with the trigger's own success. @defaultValue [] */
  readonly tasks?: readonly TriggeredTask[] | undefined;
  /** Tasks to cancel, before those of `tasks` are submitted. @defaultValue [] */
  readonly cancels?: readonly TriggeredCancel[] | undefined;
  /** What people decided about tasks that wait for an approval. @defaultValue [] */
  readonly decisions?: readonly TriggeredDecision[] | undefined;
  /** What the next poll of this project gets. @defaultValue it stays as it is */
  readonly cursor?: JsonValue | undefined;
  /** Why the event gives no tasks. */
  readonly ignored?: string | undefined;
}

const key = withoutNul.min(1).max(256);
const milliseconds = z.number().min(0);

const optionsSchema = z.strictObject({
  idempotencyKey: key.optional(),
  concurrencyKey: key.optional(),
  priority: z.int().optional(),
  delay: milliseconds.optional(),
  ttl: milliseconds.min(1).optional(),
  mergeBy: z.string().min(1).optional(),
} satisfies ShapeOf<TriggeredTaskOptions>);

/** A trigger's result with every default filled in. */
export interface ParsedTriggerResult extends TriggerResult {
  readonly tasks: readonly TriggeredTask[];
  readonly cancels: readonly TriggeredCancel[];
}

const taskSchema = z.strictObject({
  task: z.looseObject({ type: z.string().min(1) }),
  options: optionsSchema
    .refine(({ mergeBy, concurrencyKey }) => mergeBy === undefined || concurrencyKey !== undefined, {
      path: ['mergeBy'],
      error: 'needs a concurrencyKey',
    })
    .optional(),
} satisfies ShapeOf<TriggeredTask>);

const decisionSchema = z.strictObject({
  taskId: withoutNul.min(1),
  plan: withoutNul.min(1).optional(),
  verdict: z.enum(['approve', 'reject', 'revise']),
  by: withoutNul.min(1).max(256),
  comment: withoutNul.max(10_000).optional(),
  adds: z.strictObject({ field: z.string().min(1), items: z.array(z.json()) }).optional(),
  idempotencyKey: key,
  otherwise: taskSchema.optional(),
} satisfies ShapeOf<TriggeredDecision>);

/** Schema of a trigger's result, which is the output of its task. */
export const triggerResultSchema: z.ZodType<ParsedTriggerResult> = z.strictObject({
  tasks: z.array(taskSchema).max(1_000).default([]),
  cancels: z
    .array(z.strictObject({ key, types: z.array(z.string()).optional(), reason: z.string().min(1) }))
    .max(1_000)
    .default([]),
  decisions: z.array(decisionSchema).max(1_000).optional(),
  cursor: z.json().optional(),
  ignored: z.string().min(1).optional(),
} satisfies ShapeOf<TriggerResult>) as never;
