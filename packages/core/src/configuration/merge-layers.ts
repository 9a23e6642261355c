/** A JSON object. */
export type Node = Readonly<Record<string, unknown>>;

/** Whether a value is an object that is merged key by key. */
export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns both objects as one; where both have a value that is no object, the winner's counts. */
export function deepMerge<T extends object>(base: T, winner: T): T {
  const merged = Object.fromEntries<unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(winner)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    Object.defineProperty(merged, key, {
      value: isNode(value) && isNode(below) ? deepMerge(below, value) : value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return merged as T;
}

/** Returns an object with those of its keys that are named. */
export function pick(node: Node, keys: Iterable<string>): Node {
  const wanted = new Set(keys);
  return Object.fromEntries(Object.entries(node).filter(([key]) => wanted.has(key)));
}

/** Returns an object without the keys that are named. */
export function omit(node: Node, keys: Iterable<string>): Node {
  const unwanted = new Set(keys);
  return Object.fromEntries(Object.entries(node).filter(([key]) => !unwanted.has(key)));
}
