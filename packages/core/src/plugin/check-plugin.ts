import { z } from 'zod';
import { type ConfigSection, defineConfigSection } from '../configuration/config-section.ts';
import { describeIssues } from '../task/describe-issues.ts';
import { defineService } from '../services/define-service.ts';
import { apiVersionProblem } from './api-version.ts';
import { definePlugin, type Plugin, type PluginOptions } from './define-plugin.ts';
import { permissionsSchema } from './permissions.ts';
import { defineTrigger, type TriggerOptions } from '../trigger/define-trigger.ts';
import { triggerPollSchema, triggerType, triggerWebhookSchema } from '../trigger/trigger-declaration.ts';
import { defineTaskHandler, type TaskHandlerOptions } from './task-handler.ts';
import type { ServiceTokens } from '../services/service-token.ts';

type HandlerOptions = TaskHandlerOptions<z.ZodType, z.ZodType, ServiceTokens>;

const callable = z.custom((value) => typeof value === 'function', 'expected a function');
const schema = z.custom<z.ZodType>(
  (value) => typeof value === 'object' && value !== null && '_zod' in value,
  'expected a schema of zod 4',
);
const token = z.looseObject({
  id: z.string(),
  scope: z.enum(['root', 'project', 'task']),
  choose: callable.optional(),
});

const sectionSchema = z.looseObject({
  name: z.string(),
  schema,
  projectMaySet: z.array(z.string()).optional(),
  projectMayNarrow: z.record(z.string(), callable).optional(),
});

const serviceSchema = z.looseObject({
  token,
  secrets: z.array(z.string()).optional(),
  configuration: z.array(sectionSchema).optional(),
  provider: z.string().optional(),
  create: callable,
});

/** Whether something is a service as `defineService()` makes them. */
export const isService = (candidate: unknown): boolean => serviceSchema.safeParse(candidate).success;

const cacheSchema = z.looseObject({ files: z.array(z.string()), environment: z.array(z.string()) });

const pluginSchema = z.looseObject({
  name: z.string().min(1),
  apiVersion: z.number(),
  handlers: z
    .array(
      z.looseObject({
        type: z.string(),
        description: z.string(),
        input: schema,
        output: schema,
        permissions: permissionsSchema.optional(),
        services: z.record(z.string(), token).optional(),
        cache: z.union([callable, cacheSchema]).optional(),
        examples: z.array(z.record(z.string(), z.unknown())).optional(),
        idempotent: z.boolean().optional(),
        plans: z.boolean().optional(),
        handle: callable,
      }),
    )
    .optional(),
  services: z.array(serviceSchema).optional(),
  middleware: z.array(callable).optional(),
  configuration: z.array(sectionSchema).optional(),
  triggers: z
    .array(
      z.looseObject({
        type: triggerType,
        description: z.string(),
        configuration: schema.optional(),
        permissions: permissionsSchema.optional(),
        services: z.record(z.string(), token).optional(),
        webhook: triggerWebhookSchema.optional(),
        poll: triggerPollSchema.optional(),
        examples: z.array(z.looseObject({ event: z.looseObject({ kind: z.string() }) })).optional(),
        handle: callable,
      }),
    )
    .optional(),
});

/**
 * Checks that something is a plugin, whatever language it was written in.
 *
 * Throws an `Error` that says what is wrong with it; `shown` names it there.
 */
export function checkPlugin(candidate: unknown, shown: string): Plugin {
  if (candidate === undefined)
    throw new Error(`${shown} has no default export; export default definePlugin({ ... })`);
  // First: in another version of the contract everything else may have another form.
  const { name, apiVersion } = Object(candidate) as {
    readonly name?: unknown;
    readonly apiVersion?: unknown;
  };
  const problem =
    typeof name === 'string' && apiVersion !== undefined ? apiVersionProblem(apiVersion) : undefined;
  if (problem !== undefined) throw new Error(`${shown} ${problem}`);
  const parsed = pluginSchema.safeParse(candidate);
  if (!parsed.success)
    throw new Error(
      `${shown} is not a plugin: ${describeIssues(parsed.error, { schema: pluginSchema }).join(', ')}`,
    );
  const { handlers, services, configuration = [], triggers = [], ...rest } = candidate as PluginOptions;
  return definePlugin({
    ...rest,
    handlers: (handlers ?? []).map((handler) => defineTaskHandler(handler as HandlerOptions)),
    services: (services ?? []).map((service) => defineService(service)),
    configuration: configuration.map(asSection),
    triggers: triggers.map((trigger) => defineTrigger(trigger as TriggerOptions<z.ZodType, ServiceTokens>)),
  });
}

/** Checks a section that another copy of this package, or none, has made. The same section stays the same. */
function asSection(section: ConfigSection): ConfigSection {
  if (Object.isFrozen(section)) return section;
  return defineConfigSection(section as Parameters<typeof defineConfigSection>[0]);
}
