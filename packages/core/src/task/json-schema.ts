import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import type { TaskHandler } from '../plugin/task-handler.ts';
import { configFileSchema } from '../project/project-config.ts';
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

/** A schema as it can lie under `$defs`, and open for the fields of the others that describe the same task. */
function definition(name: string, schema: z.ZodType): JsonSchema {
  const { $schema: _, ...whole } = z.toJSONSchema(schema, OPTIONS);
  const text = JSON.stringify(opened(whole, whole.$defs ?? {}));
  return JSON.parse(text, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace(/^#/, pointer(name)) : value,
  ) as JsonSchema;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

/** Every task has these, so a schema for all other fields does not mean them. */
const baseFields = Object.fromEntries([...BASE_FIELDS].map((field) => [field, true]));

/** Lets the objects at the top say nothing of fields they do not name; the variant refuses what nobody names. */
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

/** JSON Schema of a `config.json`. */
export function configJsonSchema(): JsonSchema {
  return { ...z.toJSONSchema(configFileSchema, OPTIONS), title: 'PoppoBuilder configuration' };
}
