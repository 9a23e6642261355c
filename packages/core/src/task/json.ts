import { keepStart } from '../text/whole-characters.ts';

/** A value that JSON can hold. */
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Nesting beyond this is rejected: no task needs it, and recursive code downstream stays safe. */
const MAX_JSON_DEPTH = 100;

/** More values than this are rejected: objects that share others can stand for more than any memory holds. */
export const MAX_JSON_VALUES: number = 1_000_000;

/** Names the place in a value that JSON cannot hold. */
export class NotJsonError extends Error {
  readonly path: string;
  constructor(path: readonly (string | number)[], problem: string) {
    const shown = formatPath(path.slice(0, 8)) + (path.length > 8 ? '...' : '');
    super(shown === '' ? `it ${problem}` : `${shown} ${problem}`);
    this.path = shown;
  }
}

/** Writes a path as people do: `options.env.NAME`, `args[2]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else text += formatKey(String(key), text === '');
  }
  return text;
}

/** Characters of a key that a path shows. */
const SHOWN_KEY = 128;

function formatKey(key: string, isFirst: boolean): string {
  const shown = key.length <= SHOWN_KEY ? key : `${keepStart(key, SHOWN_KEY)}...`;
  if (!/^[\w$-]+$/.test(shown)) return `[${JSON.stringify(shown)}]`;
  return isFirst ? shown : `.${shown}`;
}

/**
 * Copies a value as JSON would carry it, so that every runner hands on the same: `toJSON` is honoured and undefined
 * properties fall away. Throws {@link NotJsonError} for what JSON cannot hold (functions, symbols, big integers, NaN,
 * cycles, `__proto__` keys), for nesting deeper than 100 levels, and for more values than are allowed.
 *
 * @param maxValues - {@link MAX_JSON_VALUES} when it is left out
 */
export function copyAsJson(value: unknown, maxValues: number = MAX_JSON_VALUES): JsonValue {
  return copy(value, { path: [], ancestors: new Set(), maxValues, left: maxValues });
}

/** Where a copy has got to. */
interface Walk {
  readonly path: (string | number)[];
  readonly ancestors: Set<object>;
  readonly maxValues: number;
  /** Values that may still be copied. */
  left: number;
}

function copy(value: unknown, walk: Walk): JsonValue {
  const { path, ancestors } = walk;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    // JSON has no -0.
    if (Number.isFinite(value)) return value + 0;
    throw new NotJsonError(path, `is ${value}, which JSON cannot hold`);
  }
  if (typeof value !== 'object' && typeof value !== 'undefined') {
    throw new NotJsonError(path, `is ${aOrAn(typeof value)}, which JSON cannot hold`);
  }
  if (value === undefined) throw new NotJsonError(path, 'is undefined, which JSON cannot hold');
  if (ancestors.has(value)) throw new NotJsonError(path, 'refers back to an object that contains it');
  if (path.length >= MAX_JSON_DEPTH) {
    throw new NotJsonError(path, `is nested deeper than ${MAX_JSON_DEPTH} levels`);
  }
  ancestors.add(value);
  const copied = copyContainer(value, walk);
  ancestors.delete(value);
  return copied;
}

function copyContainer(value: object, walk: Walk): JsonValue {
  const { toJSON } = value as { toJSON?: unknown };
  const represented: unknown = typeof toJSON === 'function' ? toJSON.call(value) : value;
  if (Array.isArray(represented)) return copyArray(represented, walk);
  if (typeof represented === 'object' && represented !== null) return copyObject(represented, walk);
  return copy(represented, walk);
}

function copyArray(value: readonly unknown[], walk: Walk): JsonValue {
  count(value.length, walk);
  return Array.from(value, (item, index) => {
    walk.path.push(index);
    const copied = item === undefined ? null : copy(item, walk);
    walk.path.pop();
    return copied;
  });
}

function copyObject(value: object, walk: Walk): JsonValue {
  const { path } = walk;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    throw new NotJsonError(path, `is an instance of ${nameOfClass(prototype)}, which JSON cannot hold`);
  }
  const keys = Object.keys(value);
  count(keys.length, walk);
  const copied: Record<string, JsonValue> = {};
  for (const key of keys) {
    const property: unknown = Reflect.get(value, key);
    if (property === undefined) continue;
    path.push(key);
    if (key === '__proto__') throw new NotJsonError(path, 'is a key that is not allowed');
    copied[key] = copy(property, walk);
    path.pop();
  }
  return copied;
}

function count(values: number, walk: Walk): void {
  walk.left -= values;
  if (walk.left < 0) throw new NotJsonError([], `has more than ${walk.maxValues} values`);
}

const aOrAn = (word: string): string => (/^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`);

function nameOfClass(prototype: unknown): string {
  const { constructor } = prototype as { constructor?: { name?: unknown } };
  return typeof constructor?.name === 'string' && constructor.name !== '' ? constructor.name : 'a class';
}
