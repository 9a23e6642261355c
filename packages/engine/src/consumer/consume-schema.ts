import { MAX_TIMEOUT } from '@poppobuilder/core';
import { parseArgument, type ShapeOf, withFunctions } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { isLabel } from '../job/queue-names.ts';
import type { ConsumeOptions, TaskCache, StopOptions } from './consume-options.ts';

const consumeSchema: z.ZodType<ConsumeOptions> = z.strictObject({
  slots: z.int().min(1).max(10_000),
  runner: withFunctions<ConsumeOptions['runner']>(['execute', 'cancel', 'on', 'off'], 'a runner'),
  cache: withFunctions<TaskCache>(['middleware', 'onHit'], 'a result cache').optional(),
  labels: z.array(z.string().refine(isLabel, 'must be 1 to 63 letters, digits, ".", "_" or "-"')).optional(),
  exclusive: z.boolean().optional(),
  projectCap: z.number().optional(),
  pausedBy: z
    .custom<ConsumeOptions['pausedBy']>((value) => typeof value === 'function', 'must be a function')
    .optional(),
} satisfies ShapeOf<ConsumeOptions>);

const stopSchema: z.ZodType<StopOptions> = z.strictObject({
  grace: z.number().min(0).max(MAX_TIMEOUT).optional(),
} satisfies ShapeOf<StopOptions>);

/** Checks the options of `consume()`. Throws an `INVALID_CONFIG` that names every wrong option. */
export function parseConsumeOptions(options: unknown): ConsumeOptions {
  return parseArgument(consumeSchema, options, { of: 'consume()', code: 'INVALID_CONFIG' });
}

/** Checks the options of `stop()`. Throws an `INVALID_CONFIG` that names every wrong option. */
export function parseStopOptions(options: unknown): StopOptions {
  return parseArgument(stopSchema, options, { of: 'stop()', code: 'INVALID_CONFIG' });
}
