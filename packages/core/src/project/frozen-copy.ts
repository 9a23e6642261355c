/** A deep copy of plain data that nobody can change. */
export function frozenCopy<T>(data: T): T {
  return freeze(structuredClone(data));
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const property of Object.values(value)) freeze(property);
  return Object.freeze(value);
}
