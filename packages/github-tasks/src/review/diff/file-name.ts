import { quotedName } from './quoted-name.ts';

/** Returns the new name of a file from its part of a diff; the old one of a deleted file. */
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

/** Returns a name without the prefix of its side; `undefined` for `/dev/null`. A tab ends a name with spaces. */
function sideOf(text: string | undefined, side: string): string | undefined {
  const name = plain(text);
  return name?.startsWith(side) === true ? name.slice(side.length) : undefined;
}

const plain = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : (quotedName(text) ?? text.replace(/\t$/, ''));

/** Returns the name in `a/x b/x`, where both sides have the same name. */
function nameOfBoth(header: string): string | undefined {
  const quoted = quotedName(header);
  if (quoted !== undefined) return quoted.slice('a/'.length);
  return header === '' ? undefined : header.slice((header.length + 1) / 2 + 'b/'.length);
}
