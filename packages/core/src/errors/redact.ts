/** Removes secrets from a text. */
export type Redact = (text: string) => string;

const MAX_DEPTH = 12;

/**
 * Redacts a value that an error carries. What holds no secret comes back as it is, so that a `cause` keeps its
 * identity; an error that does is replaced by a copy with the same class, name and redacted text.
 */
export function redactValue(value: unknown, redact: Redact, depth = 0): unknown {
  if (typeof value === 'string') return redact(value);
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  try {
    return redactObject(value, redact, depth);
  } catch {
    return '[unreadable]';
  }
}

function redactObject(value: object, redact: Redact, depth: number): unknown {
  const keys = value instanceof Error ? Object.getOwnPropertyNames(value) : Object.keys(value);
  const changed = new Map<string, unknown>();
  for (const key of keys) {
    const property: unknown = Reflect.get(value, key);
    const redacted = redactValue(property, redact, depth + 1);
    if (redacted !== property) changed.set(key, redacted);
  }
  if (changed.size === 0) return value;
  if (Array.isArray(value))
    return value.map((item, index) => changed.get(String(index)) ?? (item as unknown));
  const copy: object = value instanceof Error ? new Error(value.message) : {};
  Object.setPrototypeOf(copy, Object.getPrototypeOf(value) as object | null);
  for (const key of keys) {
    const property: unknown = changed.has(key) ? changed.get(key) : Reflect.get(value, key);
    const enumerable = Object.prototype.propertyIsEnumerable.call(value, key);
    Object.defineProperty(copy, key, { value: property, enumerable, configurable: true, writable: true });
  }
  return copy;
}
