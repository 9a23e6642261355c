const MAX_DEPTH = 12;
const MAX_ITEMS = 1_000;

/**
 * Turns any value into plain JSON without ever throwing: errors keep name, message, code and cause, and what JSON
 * cannot hold becomes a short text. For errors and logs, where something unexpected must still be shown.
 */
export function describeValue(value: unknown): unknown {
  return describe(value, new Set(), 0);
}

/** Text as it is, anything else as the JSON that {@link describeValue} makes of it. */
export function describeAsText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(describeValue(value)) ?? 'undefined');
}

function describe(value: unknown, ancestors: Set<object>, depth: number): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'undefined') return undefined;
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (typeof value === 'function') return '[function]';
  if (ancestors.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[too deep]';
  ancestors.add(value);
  try {
    if (Array.isArray(value)) {
      return value.slice(0, MAX_ITEMS).map((item) => describe(item, ancestors, depth + 1) ?? null);
    }
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    return describeObject(value, ancestors, depth);
  } catch {
    return '[unreadable]';
  } finally {
    ancestors.delete(value);
  }
}

function describeObject(value: object, ancestors: Set<object>, depth: number): unknown {
  const described: Record<string, unknown> = {};
  if (value instanceof Error) {
    described['name'] = value.name;
    described['message'] = value.message;
    if (value.cause !== undefined) described['cause'] = describe(value.cause, ancestors, depth + 1);
  }
  for (const key of Object.keys(value).slice(0, MAX_ITEMS)) {
    if (key === 'stack') continue;
    const property = describe(Reflect.get(value, key), ancestors, depth + 1);
    if (property === undefined) continue;
    Object.defineProperty(described, key, { value: property, enumerable: true, configurable: true });
  }
  return described;
}
