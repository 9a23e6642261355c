/**
 * Returns a JSON value as Postgres can store it: U+FFFD replaces NUL and unpaired surrogates in its texts and keys. Returns
 * the value itself when it has none of them.
 */
export function sanitizeForPostgres<T>(value: T): T {
  return findUnsupportedText(value) === undefined ? value : (sanitize(value) as T);
}

/** Returns the path to the first text or key of a JSON value that Postgres cannot store, if there is one. */
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

/** Texts of Postgres have no NUL, and UTF-8 has no unpaired surrogates. */
const isSupported = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

function sanitize(value: unknown): unknown {
  if (typeof value === 'string') return sanitizeText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sanitize);
  return Object.fromEntries(
    Object.entries(value).map(([key, property]) => [sanitizeText(key), sanitize(property)]),
  );
}

const sanitizeText = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');
