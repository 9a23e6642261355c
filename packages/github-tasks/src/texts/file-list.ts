/** Returns a list of files with notes. Beyond `most` files, only their number is shown. */
export function fileList(
  files: readonly { readonly path: string; readonly note?: string }[],
  most: number,
): string {
  const lines = files
    .slice(0, most)
    .map(({ path, note }) => `- ${inlineCode(path)}${note === undefined ? '' : `: ${note}`}`);
  return [...lines, ...(files.length > most ? [`- … (${files.length - most})`] : [])].join('\n');
}

/** Returns a file name as inline code that the name cannot close. */
export const inlineCode = (path: string): string => `\`${path.replaceAll(/[`\n\r]/g, '?')}\``;
