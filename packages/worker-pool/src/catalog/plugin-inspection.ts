import type { JsonSchema } from '@poppobuilder/core';
import type {
  HandlerContents,
  HandlerDescription,
  PluginContents,
  PluginDescription,
} from '../protocol/messages.ts';

/** A handler with its schemas and examples, as data. */
export interface HandlerInspection extends HandlerDescription, HandlerContents {}

/** A plugin with the schemas and examples of its handlers, as data. */
export interface PluginInspection extends Omit<PluginDescription, 'handlers'> {
  readonly handlers: readonly HandlerInspection[];
  /** JSON Schemas of its configuration sections, by their names. */
  readonly sectionSchemas: Readonly<Record<string, JsonSchema>>;
  /** Ids of the services that it defines. */
  readonly services: readonly string[];
  /** Whether it wraps the handlers of all tasks. */
  readonly hasMiddleware: boolean;
}

/** Joins what is known of a plugin with its contents, whose handlers come in the same order. */
export function inspectionOf(
  plugin: PluginDescription,
  contents: PluginContents | undefined,
): PluginInspection {
  const { handlers = [], sections = {}, services = [], hasMiddleware = false } = contents ?? {};
  return {
    ...plugin,
    handlers: plugin.handlers.flatMap((handler, index) => {
      const own = handlers[index];
      return own === undefined ? [] : [{ ...own, ...handler }];
    }),
    sectionSchemas: sections,
    services,
    hasMiddleware,
  };
}
