import { z } from 'zod';
import type { TaskHandler } from '../plugin/task-handler.ts';
import { configFileSchema } from '../project/project-config.ts';
import { baseTaskSchema } from './task.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const OPTIONS = { io: 'input', unrepresentable: 'any' } as const;

/** JSON Schema of the tasks that some handlers take: one variant for each type. */
export function taskJsonSchema(
  handlers: Iterable<Pick<TaskHandler, 'type' | 'description' | 'input'>>,
): JsonSchema {
  const base = z.toJSONSchema(baseTaskSchema, OPTIONS) as { properties: JsonSchema; required: string[] };
  const variants = [...handlers].map(({ type, description, input }) => {
    const fields = z.toJSONSchema(input, OPTIONS) as { properties?: JsonSchema; required?: string[] };
    return {
      title: type,
      description,
      type: 'object',
      properties: { ...base.properties, ...fields.properties, type: { const: type } },
      required: [...base.required, ...(fields.required ?? [])],
      additionalProperties: false,
    };
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'PoppoBuilder task',
    oneOf: variants,
  };
}

/** JSON Schema of a `config.json`. */
export function configJsonSchema(): JsonSchema {
  return { ...z.toJSONSchema(configFileSchema, OPTIONS), title: 'PoppoBuilder configuration' };
}
