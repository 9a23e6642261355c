/** Returns texts as a literal for an array in the database, each once. */
export function arrayLiteral(texts: readonly string[]): string {
  return `{${[...new Set(texts)].map(quoted).join(',')}}`;
}

/** Whether a literal that {@link arrayLiteral} returned has this text, which must not begin with a comma. */
export const isInArray = (text: string, literal: string): boolean => literal.includes(quoted(text));

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
