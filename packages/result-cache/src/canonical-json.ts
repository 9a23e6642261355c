/** Returns a JSON value as text that does not depend on the order of keys. Omits `undefined`. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, property: unknown) =>
    isPlain(property) ? sorted(property) : property,
  );
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sorted(value: object): object {
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
