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
}

/** Describes a plugin; make it the default export of the package. Checked when an executor takes it. */
export function definePlugin(options: PluginOptions): Plugin {
  const { name, apiVersion, handlers = [], services = [], middleware = [] } = options;
  return { name, apiVersion, handlers, services, middleware };
}
