import type { Plugin } from '@poppobuilder/core';
import { callable, parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { BreakerOptions } from './breaker/breaker-options.ts';
import type { EngineOptions } from './engine-options.ts';
import type { ProjectPolicies } from './submit/admission/project-policy.ts';
import { projectPolicySchema } from './submit/admission/flow-control-schema.ts';
import { retryPolicySchema } from './job/retry-policy.ts';
import { assertSchemaName } from './schema/names.ts';

/** The shortest heartbeat of pg-boss. In milliseconds. */
export const MIN_LEASE = 10_000;

const text = z.string().min(1);
const MAX_MILLISECONDS = 100 * 366 * 24 * 3_600_000;
const milliseconds = z.number().positive().max(MAX_MILLISECONDS);

const projects = z.union([
  callable<Extract<ProjectPolicies, (id: string) => unknown>>(),
  z.record(z.string(), projectPolicySchema),
]);

const breaker: z.ZodType<BreakerOptions> = z.strictObject({
  failures: z.int().min(1).max(1_000).optional(),
  delay: milliseconds.optional(),
  maxDelay: milliseconds.optional(),
} satisfies ShapeOf<BreakerOptions>);

const engineOptions: z.ZodType<EngineOptions> = z.strictObject({
  database: z.union([z.strictObject({ folder: text }), z.strictObject({ url: text })]),
  plugins: z.array(z.custom<Plugin>((value) => value instanceof Object, 'expected a plugin')).optional(),
  name: text.optional(),
  schema: z.string().optional(),
  lease: z.number().min(MIN_LEASE).max(MAX_MILLISECONDS).optional(),
  retry: z.record(z.string(), retryPolicySchema).optional(),
  retention: milliseconds.optional(),
  maxDeferral: milliseconds.optional(),
  breaker: breaker.optional(),
  projects: projects.optional(),
  connections: z.int().min(2).max(10_000).optional(),
  databaseTimeout: milliseconds.optional(),
  onError: callable<(error: unknown) => void>().optional(),
} satisfies ShapeOf<EngineOptions>);

/** Checks the options of `createEngine()`. Throws an `INVALID_CONFIG` that names every wrong option. */
export function parseEngineOptions(options: unknown): EngineOptions {
  const parsed = parseArgument(engineOptions, options, { of: 'createEngine()', code: 'INVALID_CONFIG' });
  if (parsed.schema !== undefined) assertSchemaName(parsed.schema);
  return parsed;
}
