type Schema = Readonly<Record<string, unknown>>;

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keywords that hold schemas by name. */
const BY_NAME = ['properties', '$defs', 'definitions'];

/**
 * Returns a JSON Schema as the API demands it: objects have no other properties than those named, and need each of them. An
 * optional property may be `null` instead, which {@link withoutNulls} takes out of the answer.
 *
 * @see https://developers.openai.com/api/docs/guides/structured-outputs
 */
export function strictSchema(schema: Schema): Schema {
  const mapped = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (BY_NAME.includes(keyword) && isSchema(value)) return [keyword, mapValues(value, strict)];
      if (Array.isArray(value)) return [keyword, value.map((entry: unknown) => strict(entry))];
      return [keyword, keyword === 'items' || keyword === 'not' ? strict(value) : value];
    }),
  );
  const properties = mapped['properties'];
  if (!isSchema(properties)) return mapped;
  const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : []);
  return {
    ...mapped,
    properties: mapValues(properties, (value, name) => (required.has(name) ? value : orNull(value))),
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

/** Returns an answer without the properties that are `null` only because the strict schema demands a value. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => withoutNulls(entry));
  if (!isSchema(value)) return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([name, entry]) => [name, withoutNulls(entry)]));
}

const strict = (value: unknown): unknown => (isSchema(value) ? strictSchema(value) : value);

const orNull = (value: unknown): unknown => ({ anyOf: [value, { type: 'null' }] });

const mapValues = (values: Schema, map: (value: unknown, name: string) => unknown): Schema =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]));
