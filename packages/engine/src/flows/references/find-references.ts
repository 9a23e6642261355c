import { TaskError } from '@poppobuilder/core';
import { parseReference, type Reference } from './reference-path.ts';

/** A place in the fields of a task that is filled in when it starts. */
export interface ReferencePlace {
  readonly at: readonly (string | number)[];
  readonly reference: Reference;
  /** Whether what is found there becomes a text. */
  readonly asText: boolean;
}

/** Replaces each `$ref` by what a function gives for it, and each `$literal` by what stands in it. */
export function fillReferences(value: unknown, fill: (place: ReferencePlace) => unknown): unknown {
  return walk(value, [], fill);
}

/** Whether there is any `$ref` or `$literal`. */
export function hasReferences(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value) && (Object.hasOwn(value, '$ref') || Object.hasOwn(value, '$literal')))
    return true;
  return Object.values(value).some(hasReferences);
}

function walk(
  value: unknown,
  at: readonly (string | number)[],
  fill: (place: ReferencePlace) => unknown,
): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown, index) => walk(item, [...at, index], fill));
  const entries = Object.entries(value);
  if (Object.hasOwn(value, '$literal')) return only(entries, '$literal', at);
  if (Object.hasOwn(value, '$ref')) return fill(placeOf(value as ReferenceObject, at));
  return Object.fromEntries(entries.map(([key, inner]) => [key, walk(inner, [...at, key], fill)]));
}

interface ReferenceObject {
  readonly $ref: unknown;
  readonly as?: unknown;
}

function placeOf(given: ReferenceObject, at: readonly (string | number)[]): ReferencePlace {
  const { as, ...others } = given;
  const asText = Object.hasOwn(given, 'as');
  if (asText && as !== 'text') throw wrong(at, `"as" is ${JSON.stringify(as)}; it can only be "text"`);
  return { at, reference: referenceOf(only(Object.entries(others), '$ref', at), at), asText };
}

function only(entries: readonly [string, unknown][], key: string, at: readonly PropertyKey[]): unknown {
  const [first] = entries;
  if (first !== undefined && entries.length === 1) return first[1];
  throw wrong(at, `an object with "${key}" can have no other keys${key === '$ref' ? ' but "as"' : ''}`);
}

function referenceOf(text: unknown, at: readonly PropertyKey[]): Reference {
  const reference = typeof text === 'string' ? parseReference(text) : undefined;
  if (reference !== undefined) return reference;
  throw wrong(at, `${JSON.stringify(text)} is not a reference`);
}

function wrong(at: readonly PropertyKey[], problem: string): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message: `The task is not valid: ${at.join('.')}: ${problem}.`,
    hint: 'Write { "$ref": "tasks.<name>.result.<path>" }, with "as": "text" where a string is expected, or { "$literal": ... } around data that only looks like it.',
  });
}
