import { type ConfigSection, type JsonSchema, type Plugin, TaskError } from '@poppobuilder/core';
import { copyAsJson, handlersOf, jsonSchemaOf, reasonOf, strictInput } from '@poppobuilder/core/runner-kit';
import type { HandlerContents, PluginContents } from '../protocol/messages.ts';

/** Returns the schemas and examples of a plugin as JSON. Throws `PLUGIN_INVALID` for what JSON Schema cannot show. */
export function contentsOf(plugin: Plugin, sections: readonly ConfigSection[]): PluginContents {
  return {
    handlers: handlersOf(plugin).map(({ type, input, output, examples }): HandlerContents => {
      const place = `of the task type "${type}" of ${plugin.name}`;
      return {
        type,
        input: shown(`The input ${place}`, () => jsonSchemaOf(strictInput(input), 'input')),
        output: shown(`The output ${place}`, () => jsonSchemaOf(output, 'output')),
        examples: examples.map((example) => copyAsJson(example) as HandlerContents['examples'][number]),
      };
    }),
    sections: Object.fromEntries(
      sections.map(({ name, schema }) => [
        name,
        shown(`The section "${name}" of ${plugin.name}`, () => jsonSchemaOf(schema, 'input')),
      ]),
    ),
    triggers: Object.fromEntries(
      plugin.triggers.map(({ type, configuration }) => [
        type,
        shown(`The configuration of the trigger "${type}" of ${plugin.name}`, () =>
          jsonSchemaOf(strictInput(configuration), 'input'),
        ),
      ]),
    ),
    services: plugin.services.map(({ token }) => token.id),
    hasMiddleware: plugin.middleware.length > 0,
  };
}

function shown(what: string, make: () => JsonSchema): JsonSchema {
  try {
    return copyAsJson(make()) as JsonSchema;
  } catch (cause) {
    const message = `${what} cannot be shown as JSON Schema: ${reasonOf(cause)}.`;
    throw new TaskError({ code: 'PLUGIN_INVALID', message, cause });
  }
}
