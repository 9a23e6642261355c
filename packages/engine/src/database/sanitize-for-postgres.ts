/**
 * A JSON value as Postgres can hold it: in its texts and keys, U+FFFD stands for NUL and for half a surrogate pair. Gives
 * the value itself when there is none of them.
 */
export function sanitizeForPostgres<T>(value: T): T {
  return findUnsupportedText(value) === undefined ? value : (replaced(value) as T);
}

/** The way to the first text or key of a JSON value that Postgres cannot hold, if there is one. */
export function findUnsupportedText(value: unknown): PropertyKey[] | undefined {
  if (typeof value === 'string') return isSupported(value) ? undefined : [];
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const rest = findUnsupportedText(item);
      if (rest !== undefined) return [index, ...rest];
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    const rest = isSupported(key) ? findUnsupportedText((value as Record<string, unknown>)[key]) : [];
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}

/** NUL is in none of its texts, and half a surrogate pair in no UTF-8. */
const isSupported = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

function replaced(value: unknown): unknown {
  if (typeof value === 'string') return replacedText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(replaced);
  return Object.fromEntries(
    Object.entries(value).map(([key, property]) => [replacedText(key), replaced(property)]),
  );
}

const replacedText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
