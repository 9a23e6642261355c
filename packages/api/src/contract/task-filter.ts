import { z } from 'zod';
import { TASK_STATES } from './task-states.ts';
import { time } from './time.ts';
import { WAIT_CODES } from './wait-codes.ts';

const state = z.enum(TASK_STATES);
const tag = z.string().min(1);
const label = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be a label');

/** The fields that narrow tasks: those are meant that match all of them. */
export const taskFilter = {
  state: z
    .union([state, z.array(state)])
    .optional()
    .describe('One state, or several.'),
  project: z.string().optional(),
  type: z.string().optional(),
  key: z.string().optional(),
  tag: z
    .union([tag, z.array(tag).max(20)])
    .optional()
    .describe('One tag, or several that a task must have.'),
  label: z
    .union([label, z.array(label).max(20)])
    .optional()
    .describe('One label, or several that a consumer must have to run the task.'),
  text: z.string().optional().describe('Text in its id, type, key, metadata, or the fields of its type.'),
  reason: z
    .enum(WAIT_CODES)
    .optional()
    .describe('The code of its first wait reason. The oldest 50,000 tasks that wait are looked at.'),
  createdAfter: time.optional().describe('Submitted at that time or later.'),
  createdBefore: time.optional().describe('Submitted before that time.'),
  finishedAfter: time.optional().describe('Ended at that time or later.'),
  finishedBefore: time.optional().describe('Ended before that time.'),
} as const;

const filter = z.object(taskFilter);

/** What narrows tasks. */
export type TaskFilter = z.infer<typeof filter>;
