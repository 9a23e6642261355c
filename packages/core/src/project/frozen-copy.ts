/** A deep copy of plain data that nobody can change. */
export function frozenCopy<T>(data: T): T {
  return frozenData(structuredClone(data));
}

/** Freezes plain objects and arrays, with all plain data in them; other objects stay as they are. */
export function frozenData<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || !isPlain(value)) return value;
  for (const property of Object.values(value)) frozenData(property);
  return Object.freeze(value);
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
