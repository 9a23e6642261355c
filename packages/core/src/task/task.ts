import { z } from 'zod';
import { projectConfigSchema } from '../project/core-config-schema.ts';
import type { ProjectConfigInput } from '../project/project-config-input.ts';
import { PROJECT_ID_PATTERN } from '../project/project-id.ts';
import { MAX_TIMEOUT } from '../timers/max-timeout.ts';
import type { JsonValue } from './json.ts';

/** The fields that every task has. */
export interface BaseTask {
  /** Names the task, in events, logs and `cancel`; no other task in flight may have it. */
  readonly id: string;
  /** Decides which handler works on it. */
  readonly type: string;
  /** Names the project: letters, digits, `.`, `_`, `-`, at most 128. */
  readonly projectId: string;
  /** Absolute path of the project's folder. */
  readonly projectPath: string;
  /** Configuration for this task; it wins over every file. */
  readonly projectConfig?: ProjectConfigInput;
  /** Milliseconds; the clock starts when the task starts. */
  readonly timeout?: number;
  /** For the submitter; handed back in events. */
  readonly metadata?: Readonly<Record<string, JsonValue>>;
}

/** A task: the base fields and, flat beside them, the fields of its type. */
export interface Task extends BaseTask {
  readonly [field: string]: unknown;
}

const printable = /^\P{Cc}*$/u;

const baseSchema = z.strictObject({
  id: z.string().min(1).max(256).regex(printable, 'must not contain control characters'),
  type: z.string().min(1).max(128),
  projectId: z
    .string()
    .regex(PROJECT_ID_PATTERN, 'must be 1 to 128 letters, digits, ".", "_" or "-", and not "." or ".."'),
  projectPath: z.string().min(1),
  projectConfig: projectConfigSchema.optional(),
  timeout: z.int().min(1).max(MAX_TIMEOUT).optional(),
  metadata: z.record(z.string(), z.json()).optional(),
});

/** Schema of the base fields. */
export const baseTaskSchema: z.ZodType<BaseTask> = baseSchema as z.ZodType<BaseTask>;

/** Schema of the base fields without those that most tasks do not have, which are slow to check. */
export const plainTaskSchema: z.ZodType<BaseTask> = baseSchema.omit({
  projectConfig: true,
  metadata: true,
}) as z.ZodType<BaseTask>;

/** Names of the base fields; no handler may use them for its input. */
export const BASE_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'type',
  'projectId',
  'projectPath',
  'projectConfig',
  'timeout',
  'metadata',
] satisfies (keyof BaseTask)[]);
