/** How text from GitHub is put into a prompt. */
export interface DataOptions {
  /** Most characters. @defaultValue 20000 */
  readonly limit?: number;
  /** More about where it comes from, such as its author; shown as attributes. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** Text from GitHub as data in a prompt: cleaned, capped with a note, in a block that no text in it can end. */
export function asData(name: string, text: string, options: DataOptions = {}): string {
  const { limit = 20_000 } = options;
  return `<${name}>\n${text.slice(0, limit)}\n</${name}>`;
}
