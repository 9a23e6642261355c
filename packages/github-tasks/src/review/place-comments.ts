import type { ChangedFile } from './diff/changed-file.ts';
import { quotedName } from './diff/quoted-name.ts';
import type { LineComment } from './review.ts';

/** Options of {@link placeComments}. */
export interface PlaceOptions {
  /** Files of the whole pull request: GitHub accepts comments only on lines of its diff. */
  readonly files: readonly ChangedFile[];
  /** Files changed since the last review; absent for the first. */
  readonly since: readonly ChangedFile[] | undefined;
  readonly earlier: readonly LineComment[];
  readonly limit: number;
}

/** Comments with a position in the diff, and those without. */
export interface PlacedComments {
  readonly placed: readonly LineComment[];
  /** About lines that are not in the diff. */
  readonly others: readonly LineComment[];
}

/** Returns comments sorted by whether they are on a line of the diff. Comments that were made before are dropped. */
export function placeComments(comments: readonly LineComment[], options: PlaceOptions): PlacedComments {
  const { files, since, earlier, limit } = options;
  const inDiff = linesOf(files, ({ lines }) => lines);
  const isNew = since === undefined ? undefined : linesOf(since, ({ addedLines }) => addedLines);
  const said = new Set(earlier.map(({ path, text }) => `${path}\0${wording(text)}`));
  const placed: LineComment[] = [];
  const others: LineComment[] = [];
  const names = new Set(files.map(({ path }) => path));
  for (const told of comments) {
    const comment = { ...told, path: nameAmong(names, told.path) };
    const { path, line, text } = comment;
    const key = `${path}\0${wording(text)}`;
    if (said.has(key)) continue;
    said.add(key);
    // Unchanged lines were reviewed before.
    if (isNew !== undefined && isNew.get(path)?.has(line) !== true) continue;
    const isPlaced = inDiff.get(path)?.has(line) === true && placed.length < limit;
    (isPlaced ? placed : others).push(comment);
  }
  return { placed, others };
}

/** Returns the file that the agent means, which may use the diff's spelling: quoted and with the prefix of a side. */
function nameAmong(names: ReadonlySet<string>, told: string): string {
  const quoted = told.includes('\\') && !told.startsWith('"') ? `"${told}"` : told;
  const unquoted = quotedName(quoted) ?? told;
  const candidates = [told, unquoted, unquoted.replace(/^[ab]\//, '')];
  return candidates.find((name) => names.has(name)) ?? told;
}

const linesOf = (
  files: readonly ChangedFile[],
  lines: (file: ChangedFile) => ReadonlySet<number>,
): ReadonlyMap<string, ReadonlySet<number>> => new Map(files.map((file) => [file.path, lines(file)]));

/** Returns a text without what differs between two wordings of the same comment. */
const wording = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
