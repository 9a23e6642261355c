import { quotedName } from './quoted-name.ts';

/** The name that a file's part of a diff gives it now; the old one of a file that was deleted. */
export function fileName(patch: string): string | undefined {
  const start = patch.indexOf('\n@@');
  const lines = patch.slice(0, start === -1 ? undefined : start).split('\n');
  const after = (prefix: string): string | undefined =>
    lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  return (
    sideOf(after('+++ '), 'b/') ??
    sideOf(after('--- '), 'a/') ??
    plain(after('rename to ')) ??
    plain(after('copy to ')) ??
    nameOfBoth(after('diff --git ') ?? '')
  );
}

/** A name without the letter of its side; absent for `/dev/null`. A tab ends a name with spaces. */
function sideOf(text: string | undefined, side: string): string | undefined {
  const name = plain(text);
  return name?.startsWith(side) === true ? name.slice(side.length) : undefined;
}

const plain = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (quotedName(text) ?? text.replace(/\t$/, ''));

/** Of `a/x b/x`, where both sides have the same name. */
function nameOfBoth(header: string): string | undefined {
  const quoted = quotedName(header);
  if (quoted !== undefined) return quoted.slice('a/'.length);
  return header === '' ? undefined : header.slice((header.length + 1) / 2 + 'b/'.length);
}
