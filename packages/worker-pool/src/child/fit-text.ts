/** Characters of one message's text. In JSON each may take six, which is still less than the host reads of a message. */
const MAX_TEXT = 256 * 1024;

/** Returns pieces of a text that each fit into a message; together they are the text. */
export function piecesOf(text: string): string[] {
  if (text.length <= MAX_TEXT) return [text];
  const pieces: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** Returns a text that fits into a message: a longer one is cut, and says so. */
export function shorten(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  const end = endOfPiece(text, 0);
  return `${text.slice(0, end)} [${text.length - end} characters more]`;
}

/** Returns what fits into a message beside a text: a value whose JSON is longer is replaced by its length. */
export function shortenFields(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { length } = JSON.stringify(fields);
  return length <= MAX_TEXT ? fields : { omitted: `${length} characters of fields` };
}

function endOfPiece(text: string, start: number): number {
  const end = start + MAX_TEXT;
  if (end >= text.length) return text.length;
  const isWithinPair = (text.codePointAt(end - 1) ?? 0) > 0xff_ff;
  return isWithinPair ? end - 1 : end;
}
