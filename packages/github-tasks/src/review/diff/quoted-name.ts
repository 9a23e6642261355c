/** Escapes of one character that git writes. */
const ESCAPES: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** A name in double quotes at the start of a text. */
const QUOTED = /^"((?:[^"\\]|\\.)*)"/;

const PIECES = /\\([0-7]{3})|\\(.)|[^\\]+/gs;

/**
 * Returns the quoted name at the start of a text, as git quotes names with special characters: `"we\"ird.txt"`, with
 * the bytes of UTF-8 in octal. `undefined` when the text does not start with one.
 *
 * @see https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
 */
export function quotedName(text: string): string | undefined {
  const [, inner] = QUOTED.exec(text) ?? [];
  if (inner === undefined) return undefined;
  const bytes = [...inner.matchAll(PIECES)].map(([piece, octal, escaped]) => {
    if (octal !== undefined) return Buffer.from([Number.parseInt(octal, 8)]);
    return escaped === undefined
      ? Buffer.from(piece)
      : Buffer.from([ESCAPES[escaped] ?? escaped.charCodeAt(0)]);
  });
  return Buffer.concat(bytes).toString();
}
