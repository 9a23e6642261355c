import type { Span } from './read-markdown.ts';

/** A part of a text and its replacement. */
export interface Edit extends Span {
  readonly text: string;
}

/** Returns a text with parts replaced. Of overlapping edits, the one that starts first includes the others. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const output: string[] = [];
  let copied = 0;
  for (const { start, end, text } of mergeEdits(edits)) {
    output.push(source.slice(copied, start), text);
    copied = end;
  }
  output.push(source.slice(copied));
  return output.join('');
}

/** Returns the edits in order and without overlaps. */
export function mergeEdits(edits: readonly Edit[]): Edit[] {
  const merged: Edit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || edit.start >= last.end) merged.push(edit);
    else if (edit.end > last.end) merged[merged.length - 1] = { ...last, end: edit.end };
  }
  return merged;
}
