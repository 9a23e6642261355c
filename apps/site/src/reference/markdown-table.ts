/** Returns a Markdown table. Line breaks in cells become spaces, and `|` is escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string): string =>
  text
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .trim();

const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
