import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedDate } from '../arguments/dates.ts';
import { storedText } from '../arguments/free-text.ts';
import { knownText } from '../arguments/ids.ts';
import type { HoldOptions, HoldReason, HoldScope } from './hold-options.ts';

const MAX_MESSAGE_LENGTH = 10_000;

const scope: z.ZodType<HoldScope> = z
  .strictObject({
    all: z.literal(true).optional(),
    project: knownText.optional(),
    type: knownText.optional(),
    key: knownText.optional(),
    task: knownText.optional(),
  })
  .refine(
    (given) => Object.values(given).filter((value) => value !== undefined).length === 1,
    'must have exactly one of "all", "project", "type", "key" and "task"',
  ) as unknown as z.ZodType<HoldScope>;

const reason: z.ZodType<HoldReason> = z.strictObject({
  code: knownText.max(128),
  message: z.string().min(1).max(MAX_MESSAGE_LENGTH).transform(storedText),
} satisfies ShapeOf<HoldReason>);

const holdSchema: z.ZodType<HoldOptions> = z
  .strictObject({
    id: knownText.optional(),
    scope,
    reason,
    until: storedDate.optional(),
    canary: z.boolean().optional(),
    by: z.string().min(1).max(1_024).transform(storedText).optional(),
    cancelRunning: z.boolean().optional(),
  } satisfies ShapeOf<HoldOptions>)
  .refine(({ canary, until }) => canary !== true || until !== undefined, {
    path: ['canary'],
    error: 'needs "until", the time at which a task goes first',
  });

/** Checks the options of `place()`. Throws an `INVALID_TASK` that names every wrong option. */
export function parseHold(options: unknown): HoldOptions {
  return parseArgument(holdSchema, options, { of: 'holds.place()' });
}
