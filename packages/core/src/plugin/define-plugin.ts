import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText } from '../arguments/schemas.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import type { TaskMiddleware } from '../execution/middleware.ts';
import type { ServiceDefinition } from '../services/define-service.ts';
import type { TaskHandler } from './task-handler.ts';

/** The version of the plugin contract that this core speaks. */
export const PLUGIN_API_VERSION = 1;

/** A plugin: what an npm package exports as its default. Made by {@link definePlugin}. */
export interface Plugin {
  /** The package's name. */
  readonly name: string;
  readonly apiVersion: typeof PLUGIN_API_VERSION;
  readonly handlers: readonly TaskHandler[];
  readonly services: readonly AnyServiceDefinition[];
  readonly middleware: readonly TaskMiddleware[];
  readonly configuration: readonly ConfigSection[];
}

/** A service definition of any type. */
export type AnyServiceDefinition = ServiceDefinition<unknown>;

/** What {@link definePlugin} takes. */
export interface PluginOptions {
  readonly name: string;
  readonly apiVersion: typeof PLUGIN_API_VERSION;
  readonly handlers?: readonly TaskHandler[];
  readonly services?: readonly AnyServiceDefinition[];
  readonly middleware?: readonly TaskMiddleware[];
  /** Sections of a project's configuration; those of the services that it uses need not be listed. */
  readonly configuration?: readonly ConfigSection[];
}

const list = z.array(z.unknown()).optional();

const optionsSchema = z.looseObject({
  name: nonEmptyText,
  apiVersion: z.number(),
  handlers: list,
  services: list,
  middleware: list,
  configuration: list,
}) as unknown as z.ZodType<PluginOptions>;

/**
 * Describes a plugin; make it the default export of the package. Its handlers and services are checked when an executor
 * takes it. Throws `PLUGIN_INVALID`.
 */
export function definePlugin(options: PluginOptions): Plugin {
  const parsed = parseArgument(optionsSchema, options, { of: 'definePlugin()', code: 'PLUGIN_INVALID' });
  const { name, apiVersion, handlers = [], services = [], middleware = [], configuration = [] } = parsed;
  return { name, apiVersion, handlers, services, middleware, configuration };
}
