/** Returns a text as a basic string of TOML, in which the CLI reads the values of `-c`. */
export function tomlText(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll('\u007F', String.raw`\u007F`);
}
