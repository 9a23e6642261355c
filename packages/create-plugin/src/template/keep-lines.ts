const MARK = /[ \t]*(?:\/\/|#|<!--) only: ([\w-]+)(?: -->)?$/;

/** Leaves lines out that end in a mark such as `// only: service` for what was not chosen, and the marks of the others. */
export function keepLines(text: string, chosen: ReadonlySet<string>): string {
  const lines = text.split('\n').flatMap((line) => {
    const mark = MARK.exec(line);
    if (mark === null) return [line];
    return chosen.has(mark[1] ?? '') ? [line.slice(0, mark.index)] : [];
  });
  return lines.join('\n');
}
