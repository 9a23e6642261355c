/** A JSON value as text in which the order of keys makes no difference. What is `undefined` falls away. */
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
