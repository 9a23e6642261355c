import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedDate } from '../arguments/dates.ts';
import { knownText } from '../arguments/ids.ts';
import { isLabel } from '../job/queue-names.ts';
import { TASK_STATES, type TaskState } from '../job/task-state.ts';
import { MAX_TAGS } from '../tags/tags-schema.ts';
import { WAIT_CODES, type WaitCode } from '../waiting/wait-reason.ts';
import type { TaskSummary } from './task-details.ts';

/** Which tasks `engine.tasks.list()` and `engine.tasks.counts()` are about: those that match everything that is given. */
export interface TaskFilter {
  /** At most 1000. @defaultValue all */
  readonly ids?: readonly string[] | undefined;
  /** One state, or several. @defaultValue all */
  readonly state?: TaskState | readonly TaskState[] | undefined;
  readonly projectId?: string | undefined;
  readonly type?: string | undefined;
  /** The concurrency key. */
  readonly key?: string | undefined;
  readonly flow?: string | undefined;
  /** Tags that they have, all of them. At most 20. @defaultValue any */
  readonly tags?: readonly string[] | undefined;
  /** Labels that a consumer must have to run them, all of them. At most 20. @defaultValue any */
  readonly labels?: readonly string[] | undefined;
  /** The code of their first wait reason. The oldest 50,000 tasks that wait are looked at. @defaultValue any */
  readonly reason?: WaitCode | undefined;
  /** They were submitted at that time or later. */
  readonly createdAfter?: Date | undefined;
  /** They were submitted before that time. */
  readonly createdBefore?: Date | undefined;
  /** They ended at that time or later. */
  readonly finishedAfter?: Date | undefined;
  /** They ended before that time. */
  readonly finishedBefore?: Date | undefined;
  /**
   * Text in the id, the type, the key, the metadata, or a value of the fields of the task's type, in any letter case: in the
   * first 8000 characters of them together.
   */
  readonly text?: string | undefined;
}

/** Options of `engine.tasks.list()`. */
export interface ListOptions extends TaskFilter {
  /** Whether each task that waits has its first wait reason. @defaultValue true */
  readonly reasons?: boolean | undefined;
  /** The maximum number of tasks, 1 to 1000. @defaultValue 50 */
  readonly limit?: number | undefined;
  /** `next` of the previous page. */
  readonly after?: string | undefined;
}

/** A page of tasks, newest first. */
export interface TaskPage {
  readonly tasks: readonly TaskSummary[];
  /** The `after` of the next page; absent on the last page. */
  readonly next?: string | undefined;
}

/** How many labels a filter may name. */
const MAX_LABELS = 20;

const text = knownText.optional();
const state = z.enum(TASK_STATES);

const filter = {
  ids: z.array(knownText).max(1_000).optional(),
  state: z.union([state, z.array(state).min(1)]).optional(),
  projectId: text,
  type: text,
  key: text,
  flow: text,
  tags: z.array(knownText).max(MAX_TAGS).optional(),
  labels: z.array(z.string().refine(isLabel, 'must be a label')).max(MAX_LABELS).optional(),
  reason: z.enum(WAIT_CODES).optional(),
  createdAfter: storedDate.optional(),
  createdBefore: storedDate.optional(),
  finishedAfter: storedDate.optional(),
  finishedBefore: storedDate.optional(),
  text,
} satisfies ShapeOf<TaskFilter>;

const filterSchema: z.ZodType<TaskFilter> = z.strictObject(filter);

const listOptionsSchema: z.ZodType<ListOptions> = z.strictObject({
  ...filter,
  reasons: z.boolean().optional(),
  limit: z.int().min(1).max(1_000).optional(),
  after: z
    .string()
    .regex(/^[1-9]\d{0,17}$/, 'must be the "next" of a page')
    .optional(),
} satisfies ShapeOf<ListOptions>);

/** Checks the options of `list()`. Throws an `INVALID_TASK` that names every wrong option. */
export function parseListOptions(options: unknown): ListOptions {
  return parseArgument(listOptionsSchema, options, { of: 'tasks.list()' });
}

/** Checks the filter of `counts()`. Throws an `INVALID_TASK` that names every wrong option. */
export function parseTaskFilter(given: unknown): TaskFilter {
  return parseArgument(filterSchema, given, { of: 'tasks.counts()', name: 'filter' });
}
