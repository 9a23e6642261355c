import type { JsonSchema, TriggerDeclaration } from '@poppobuilder/core';
import type {
  HandlerContents,
  HandlerDescription,
  PluginContents,
  PluginDescription,
} from '../protocol/messages.ts';

/** A handler with its schemas and examples, as data. */
export interface HandlerInspection extends HandlerDescription, HandlerContents {}

/** A trigger with the schema of its configuration, as data. */
export interface TriggerInspection extends TriggerDeclaration {
  /** JSON Schema of what a project's configuration may say of it. */
  readonly configuration: JsonSchema;
}

/** A plugin with the schemas and examples of its handlers, as data. */
export interface PluginInspection extends Omit<PluginDescription, 'handlers' | 'triggers'> {
  readonly handlers: readonly HandlerInspection[];
  readonly triggers: readonly TriggerInspection[];
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
  const {
    handlers = [],
    sections = {},
    triggers = {},
    services = [],
    hasMiddleware = false,
  } = contents ?? {};
  return {
    ...plugin,
    handlers: plugin.handlers.flatMap((handler, index) => {
      const own = handlers[index];
      return own === undefined ? [] : [{ ...own, ...handler }];
    }),
    triggers: plugin.triggers.map((trigger) => ({
      ...trigger,
      configuration: triggers[trigger.type] ?? {},
    })),
    sectionSchemas: sections,
    services,
    hasMiddleware,
  };
}
