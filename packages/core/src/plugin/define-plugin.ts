import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText } from '../arguments/schemas.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import type { TaskMiddleware } from '../execution/middleware.ts';
import type { ServiceDefinition } from '../services/service-token.ts';
import type { Trigger } from '../trigger/define-trigger.ts';
import type { PLUGIN_API_VERSION } from './api-version.ts';
import type { TaskHandler } from './task-handler.ts';

/** A service definition of any type. */
export type AnyServiceDefinition = ServiceDefinition<unknown>;

/** Options of {@link definePlugin}. */
export interface PluginOptions {
  /** Name of the npm package, such as `@acme/poppobuilder-plugin-lint`. Log entries and errors name it. */
  readonly name: string;
  /** Version of the contract that the plugin was made for. A runner rejects a plugin of a version that it does not support. */
  readonly apiVersion: typeof PLUGIN_API_VERSION;
  /** Handlers, one for each task type, made by `defineTaskHandler`. @defaultValue [] */
  readonly handlers?: readonly TaskHandler[];
  /** Services, made by `defineService`. Handlers of any plugin may ask for them by their tokens. @defaultValue [] */
  readonly services?: readonly AnyServiceDefinition[];
  /** Functions that wrap the handler of every task, also of other plugins; the first is the outermost. @defaultValue [] */
  readonly middleware?: readonly TaskMiddleware[];
  /**
   * Sections of a project's configuration, made by `defineConfigSection`. Those of the services that it uses need not be
   * listed. @defaultValue []
   */
  readonly configuration?: readonly ConfigSection[];
  /** Triggers, which turn something outside into tasks, made by `defineTrigger`. @defaultValue [] */
  readonly triggers?: readonly Trigger[];
}

/** A plugin: the default export of its package. Made by {@link definePlugin}. */
export type Plugin = Required<PluginOptions>;

const list = z.array(z.unknown()).optional();
const shape = {
  name: nonEmptyText,
  apiVersion: z.number(),
  handlers: list,
  services: list,
  middleware: list,
  configuration: list,
  triggers: list,
};
const optionsSchema = z.looseObject(shape) as unknown as z.ZodType<PluginOptions>;

/**
 * Defines a plugin. Make it the default export of the package's main module; loading that must have no side effects.
 *
 * Only the shape is checked here. A runner checks handlers and services when it takes the plugin, and reports everything that
 * is wrong at once.
 *
 * @example
 * ```ts
 * export default definePlugin({ name: '@acme/poppobuilder-plugin-lint', apiVersion: 1, handlers: [lint] });
 * ```
 * @throws TaskError `PLUGIN_INVALID`, which names the field, when an option has the wrong type
 */
export function definePlugin(options: PluginOptions): Plugin {
  const parsed = parseArgument(optionsSchema, options, { of: 'definePlugin()', code: 'PLUGIN_INVALID' });
  const {
    name,
    apiVersion,
    handlers = [],
    services = [],
    middleware = [],
    configuration = [],
    triggers = [],
  } = parsed;
  return { name, apiVersion, handlers, services, middleware, configuration, triggers };
}
