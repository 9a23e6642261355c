import { maskValue } from '../masking/mask-value.ts';
import { describeValue, read } from './describe-value.ts';

/** Removes secrets from a text. */
export type Redact = (text: string) => string;

/** Values that are searched for secrets; what holds more is treated as if it held one. */
const MAX_VALUES = 10_000;

/** Causes of causes that are kept. */
const MAX_CAUSES = 12;

/**
 * Redacts a value that an error carries. What holds no secret comes back as it is, so that a `cause` keeps its
 * identity; anything else is replaced by a redacted description, an error by one of its class with redacted text.
 * Never throws.
 */
export function redactValue(value: unknown, redact: Redact, causes = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null || isClean(value, redact)) return value;
  if (value instanceof Error && causes < MAX_CAUSES) return redactedError(value, redact, causes);
  return maskValue(describeValue(value), redact);
}

function redactedError(error: Error, redact: Redact, causes: number): Error {
  const text = (key: string): string => {
    const found = read(error, key);
    return typeof found === 'string' ? redact(found) : '';
  };
  const copy = new Error(text('message'));
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object | null);
  const fields = Object.entries(maskValue(describeValue({ ...safeEntries(error) }), redact) as object);
  const cause = redactValue(read(error, 'cause'), redact, causes + 1);
  const hidden = { name: text('name'), stack: text('stack'), ...(cause === undefined ? {} : { cause }) };
  for (const [key, value] of Object.entries(hidden)) {
    Object.defineProperty(copy, key, { value, enumerable: false, configurable: true, writable: true });
  }
  for (const [key, value] of fields) {
    if (key in hidden || key === 'message') continue;
    Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

const safeEntries = (value: object): Record<string, unknown> =>
  Object.fromEntries(Object.keys(value).map((key) => [key, read(value, key)]));

/** Whether nothing that can be reached from a value, within bounds, is changed by redaction. */
function isClean(value: object, redact: Redact): boolean {
  const seen = new Set<object>([value]);
  let left = MAX_VALUES;
  try {
    for (const object of seen) {
      if (ArrayBuffer.isView(object) || (Array.isArray(object) && object.length > left)) return false;
      const keys = object instanceof Error ? Object.getOwnPropertyNames(object) : Object.keys(object);
      if (keys.length === 0 && isOpaque(object)) return false;
      left -= keys.length;
      if (left < 0) return false;
      for (const key of keys) {
        if (redact(key) !== key) return false;
        const property: unknown = Reflect.get(object, key);
        if (typeof property === 'string' && redact(property) !== property) return false;
        if (typeof property === 'object' && property !== null) seen.add(property);
      }
    }
    return true;
  } catch {
    return false;
  }
}

/** A Map, a URL or the like: what it holds is not in its properties. */
function isOpaque(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return !Array.isArray(object) && prototype !== Object.prototype && prototype !== null;
}
