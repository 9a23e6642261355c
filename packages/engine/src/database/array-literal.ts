/** Returns texts as a literal for an array in the database, each once. */
export function arrayLiteral(texts: readonly string[]): string {
  const items = [...new Set(texts)].map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`);
  return `{${items.join(',')}}`;
}
