/** Returns the version of this package. */
export function readVersion(): string {
  // Importing it would make Node load its streams, too, before a help text is printed.
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
