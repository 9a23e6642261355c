/** A list of files, each with what is said of it; beyond the most, only their number is told. */
export function fileList(
  files: readonly { readonly path: string; readonly note?: string }[],
  most: number,
): string {
  const lines = files
    .slice(0, most)
    .map(({ path, note }) => `- ${inlineCode(path)}${note === undefined ? '' : `: ${note}`}`);
  return [...lines, ...(files.length > most ? [`- … (${files.length - most})`] : [])].join('\n');
}

/** A file's name as code that it cannot end. */
export const inlineCode = (path: string): string => `\`${path.replaceAll(/[`\n\r]/g, '?')}\``;
