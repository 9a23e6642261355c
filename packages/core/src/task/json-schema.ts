import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import type { TaskHandler } from '../plugin/task-handler.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import { coreConfigSchema } from '../project/core-config-schema.ts';
import { BASE_FIELDS, baseTaskSchema } from './task.ts';

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const OPTIONS = { io: 'input', unrepresentable: 'any' } as const;

/** Where the base fields are defined; no task type can have this name. */
const BASE = '$task';

type Described = Pick<TaskHandler, 'type' | 'description' | 'input'>;

/** Any iterable of handlers, which are handed on as they are. */
const listed: z.ZodType<Described[]> = z
  .custom<Iterable<Described>>(
    (value) => typeof Object(value)[Symbol.iterator] === 'function',
    'expected handlers',
  )
  .transform((handlers) => [...handlers])
  .pipe(
    z.array(
      z.custom<Described>(
        (handler) => typeof Object(handler).type === 'string' && '_zod' in Object(Object(handler).input),
        'expected a handler with "type" and "input"',
      ),
    ),
  );

/** Any iterable of sections. */
const listedSections: z.ZodType<ConfigSection[]> = z
  .custom<Iterable<ConfigSection>>(
    (value) => typeof Object(value)[Symbol.iterator] === 'function',
    'expected sections',
  )
  .transform((sections) => [...sections])
  .pipe(
    z.array(
      z.custom<ConfigSection>(
        (section) => typeof Object(section).name === 'string' && '_zod' in Object(Object(section).schema),
        'expected a section; make it with defineConfigSection()',
      ),
    ),
  );

/** JSON Schema of the tasks that some handlers take: one variant for each type. */
export function taskJsonSchema(handlers: Iterable<Described>): JsonSchema {
  const list = parseArgument(listed, handlers, { of: 'taskJsonSchema()', name: 'handlers' });
  const definitions = list.map(({ type, input }) => [type, definition(type, input)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'PoppoBuilder task',
    oneOf: list.map(({ type, description }) => ({
      title: type,
      description,
      type: 'object',
      properties: { type: { const: type } },
      allOf: [{ $ref: pointer(BASE) }, { $ref: pointer(type) }],
      unevaluatedProperties: false,
    })),
    $defs: { [BASE]: definition(BASE, baseTaskSchema), ...Object.fromEntries(definitions) },
  };
}

/** A schema of a task as it can lie under `$defs`, open for the fields of the others that describe the same task. */
function definition(name: string, schema: z.ZodType): JsonSchema {
  const whole = jsonSchemaOf(schema, 'input');
  return nested(name, opened(whole, (whole['$defs'] ?? {}) as Definitions));
}

/** A schema as it can lie under `$defs`. */
function nested(name: string, schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace(/^#/, pointer(name)) : value,
  ) as JsonSchema;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** Every task has these, so a schema for all other fields does not mean them. */
const baseFields = Object.fromEntries([...BASE_FIELDS].map((field) => [field, true]));

/** Makes the objects at the top accept fields that they do not name; the variant rejects what none of them names. */
function opened(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const { $ref, additionalProperties, ...rest } = schema;
  const named = typeof $ref === 'string' ? definitions[$ref.replace('#/$defs/', '')] : undefined;
  if (named !== undefined) return opened({ ...named, ...rest }, definitions);
  const open = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      COMBINING.has(key) ? (value as JsonSchema[]).map((part) => opened(part, definitions)) : value,
    ]),
  );
  if (additionalProperties === undefined || additionalProperties === false) return open;
  return { ...open, additionalProperties, properties: { ...baseFields, ...(rest['properties'] as object) } };
}

const COMBINING: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf']);

const pointer = (name: string): string => `#/$defs/${name.replaceAll('/', '~1')}`;

/** Returns the JSON Schema of what a schema accepts (`input`) or returns (`output`). */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...whole } = z.toJSONSchema(schema, { ...OPTIONS, io });
  return whole;
}

/** JSON Schema of a `config.json` with some sections. */
export function configJsonSchema(sections: Iterable<ConfigSection> = []): JsonSchema {
  const list = parseArgument(listedSections, sections, { of: 'configJsonSchema()', name: 'sections' });
  return composeConfigSchema(list.map(({ name, schema }) => [name, jsonSchemaOf(schema, 'input')]));
}

/** Returns the JSON Schema of a `config.json` from the names and the JSON Schemas of its sections. */
export function composeConfigSchema(sections: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  const { $schema, ...core } = z.toJSONSchema(coreConfigSchema, OPTIONS);
  const references = sections.map(([name]) => [name, { $ref: pointer(name) }]);
  const definitions = sections.map(([name, schema]) => [name, nested(name, schema)]);
  return {
    $schema,
    title: 'PoppoBuilder configuration',
    ...core,
    properties: { ...core.properties, ...Object.fromEntries(references) },
    ...(sections.length === 0 ? {} : { $defs: Object.fromEntries(definitions) }),
  };
}
