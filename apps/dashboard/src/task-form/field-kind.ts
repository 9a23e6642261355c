import { isObject, type JsonObject } from './json-object.ts';

/** How a property is edited. What has no form of its own is edited as JSON. */
export type FieldKind = 'choice' | 'flag' | 'group' | 'json' | 'lines' | 'number' | 'text';

/** The choices of a property, where it has some. */
export function choicesOf({ enum: choices }: JsonObject): readonly string[] | undefined {
  return Array.isArray(choices) && choices.every((one) => typeof one === 'string') ? choices : undefined;
}

/** The properties of an object that takes no others, where it is one. */
export function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> | undefined {
  const { type, properties, additionalProperties } = schema;
  if (type !== 'object' || additionalProperties !== false || !isObject(properties)) return undefined;
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, isObject(property) ? property : {}]),
  );
}

/** Returns how a property is edited by its JSON Schema, and by its value: one that does not fit is edited as JSON. */
export function fieldKindOf(schema: JsonObject, value: unknown): FieldKind {
  const isText = value === undefined || typeof value === 'string';
  if (choicesOf(schema) !== undefined) return isText ? 'choice' : 'json';
  switch (schema['type']) {
    case 'string':
      return isText ? 'text' : 'json';
    case 'integer':
    case 'number':
      return isText || typeof value === 'number' ? 'number' : 'json';
    case 'boolean':
      return value === undefined || typeof value === 'boolean' ? 'flag' : 'json';
    case 'array':
      return isObject(schema['items']) && schema['items']['type'] === 'string' && areLines(value)
        ? 'lines'
        : 'json';
    case 'object':
      return propertiesOf(schema) !== undefined && (value === undefined || isObject(value))
        ? 'group'
        : 'json';
    default:
      return 'json';
  }
}

/** Whether each item can be a line of its own. */
function areLines(value: unknown): boolean {
  if (value === undefined) return true;
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && /^[^\n]+$/.test(item));
}
