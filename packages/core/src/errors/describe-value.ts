const MAX_DEPTH = 12;

/** Values that a description holds at most: a small graph in which all refer to all would otherwise unfold without end. */
const MAX_VALUES = 10_000;

/**
 * Turns any value into plain JSON without ever throwing: errors keep name, message, code and cause, and what JSON
 * cannot hold, or what is too deep or too much, becomes a short text. For errors and logs, where something unexpected
 * must still be shown.
 */
export function describeValue(value: unknown): unknown {
  return describe(value, { ancestors: new Set(), left: MAX_VALUES, withStacks: false });
}

/** The same with the stacks of errors, for the log file that developers read. */
export function describeForLog(value: unknown): unknown {
  return describe(value, { ancestors: new Set(), left: MAX_VALUES, withStacks: true });
}

/** Text as it is, anything else as the JSON that {@link describeValue} makes of it. */
export function describeAsText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(describeValue(value)) ?? 'undefined');
}

interface Walk {
  readonly ancestors: Set<object>;
  /** Values that may still be described. */
  left: number;
  readonly withStacks: boolean;
}

function describe(value: unknown, walk: Walk): unknown {
  walk.left -= 1;
  if (walk.left < 0) return '[too much]';
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'undefined') return undefined;
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[function]';
  if (walk.ancestors.has(value)) return '[circular]';
  if (walk.ancestors.size >= MAX_DEPTH) return '[too deep]';
  walk.ancestors.add(value);
  try {
    if (Array.isArray(value)) return describeArray(value, walk);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    return describeObject(value, walk);
  } catch {
    return '[unreadable]';
  } finally {
    walk.ancestors.delete(value);
  }
}

function describeArray(value: readonly unknown[], walk: Walk): unknown[] {
  const described: unknown[] = [];
  for (const item of value) {
    if (walk.left <= 0) return [...described, '[too much]'];
    described.push(describe(item, walk) ?? null);
  }
  return described;
}

function describeObject(value: object, walk: Walk): unknown {
  const described: Record<string, unknown> = {};
  const errorKeys = value instanceof Error ? ['name', 'message', 'stack', 'cause', 'errors'] : [];
  for (const key of new Set([...errorKeys, ...Object.keys(value)])) {
    if (walk.left <= 0) break;
    if (key === 'stack' && !walk.withStacks) continue;
    const property = describe(read(value, key), walk);
    if (property === undefined) continue;
    Object.defineProperty(described, key, { value: property, enumerable: true, configurable: true });
  }
  return described;
}

/** A property, whatever its getter does. */
export function read(value: object, key: string): unknown {
  try {
    return Reflect.get(value, key);
  } catch {
    return '[unreadable]';
  }
}
