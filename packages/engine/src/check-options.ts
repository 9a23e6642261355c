import type { Plugin } from '@poppobuilder/core';
import {
  callable,
  MAX_TIMEOUT,
  parseArgument,
  withFunctions,
  type ShapeOf,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { EngineOptions } from './engine-options.ts';
import type { ProjectPolicies } from './submit/admission/project-policy.ts';
import { projectPolicySchema } from './submit/admission/flow-control-schema.ts';
import { retryPolicySchema } from './submit/submit-schema.ts';
import { assertSchemaName } from './schema/names.ts';
import type { StopOptions, ConsumeOptions } from './consumer/consume-options.ts';
import { isLabel } from './job/queue-names.ts';

/** pg-boss waits for a heartbeat no shorter. */
export const MIN_LEASE = 10_000;

const text = z.string().min(1);
const MAX_MILLISECONDS = 100 * 366 * 24 * 3_600_000;
const milliseconds = z.number().positive().max(MAX_MILLISECONDS);

const projects = z.union([
  callable<Extract<ProjectPolicies, (id: string) => unknown>>(),
  z.record(z.string(), projectPolicySchema),
]);

const engineOptions: z.ZodType<EngineOptions> = z.strictObject({
  database: z.union([z.strictObject({ folder: text }), z.strictObject({ url: text })]),
  plugins: z.array(z.custom<Plugin>((value) => value instanceof Object, 'expected a plugin')),
  name: text.optional(),
  schema: z.string().optional(),
  lease: z.number().min(MIN_LEASE).max(MAX_MILLISECONDS).optional(),
  retry: z.record(z.string(), retryPolicySchema).optional(),
  retention: milliseconds.optional(),
  projects: projects.optional(),
  connections: z.int().min(2).max(10_000).optional(),
  patience: milliseconds.optional(),
  onError: callable<(error: unknown) => void>().optional(),
} satisfies ShapeOf<EngineOptions>);

const consumeOptions: z.ZodType<ConsumeOptions> = z.strictObject({
  slots: z.int().min(1).max(10_000),
  runner: withFunctions<ConsumeOptions['runner']>(['execute', 'cancel', 'on', 'off'], 'a runner'),
  cache: withFunctions<NonNullable<ConsumeOptions['cache']>>(
    ['middleware', 'onHit'],
    'a result cache',
  ).optional(),
  labels: z.array(z.string().refine(isLabel, 'must be 1 to 63 letters, digits, ".", "_" or "-"')).optional(),
  projectCap: z.number().optional(),
} satisfies ShapeOf<ConsumeOptions>);

const stopOptions: z.ZodType<StopOptions> = z.strictObject({
  grace: z.number().min(0).max(MAX_TIMEOUT).optional(),
} satisfies ShapeOf<StopOptions>);

/** Throws `INVALID_CONFIG`, naming every option that is wrong. */
export function parseEngineOptions(options: unknown): EngineOptions {
  const parsed = parseArgument(engineOptions, options, { of: 'createEngine()', code: 'INVALID_CONFIG' });
  if (parsed.schema !== undefined) assertSchemaName(parsed.schema);
  return parsed;
}

/** Throws `INVALID_CONFIG`, naming every option that is wrong. */
export function parseConsumeOptions(options: unknown): ConsumeOptions {
  return parseArgument(consumeOptions, options, { of: 'consume()', code: 'INVALID_CONFIG' });
}

/** Throws `INVALID_CONFIG`, naming every option that is wrong. */
export function parseStopOptions(options: unknown): StopOptions {
  return parseArgument(stopOptions, options, { of: 'stop()', code: 'INVALID_CONFIG' });
}
