import { isUtf8 } from 'node:buffer';
import { sep } from 'node:path';

// Paths in git are bytes. Here they are strings that encode the bytes without loss: a byte that is not UTF-8 becomes a
// lone surrogate from U+DC80 on, which no UTF-8 text contains. Make such a string well-formed before showing it.

const FIRST_SURROGATE = 0xdc00;

/** Returns the path for bytes from git. */
export function decodePath(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const start = at;
    const length = [1, 2, 3, 4].find((count) => isUtf8(bytes.subarray(start, start + count)));
    text +=
      length === undefined
        ? String.fromCharCode(FIRST_SURROGATE + bytes.readUInt8(at))
        : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

/** Returns the bytes of a path for git. */
export function encodePath(path: string): Buffer {
  if (path.isWellFormed()) return Buffer.from(path);
  const parts = path.split(/([\u{dc80}-\u{dcff}])/u);
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - FIRST_SURROGATE]),
    ),
  );
}

/** Returns the paths that git wrote with `-z`. */
export function decodePaths(bytes: Buffer): string[] {
  if (isUtf8(bytes)) return bytes.toString().split('\0');
  const paths: string[] = [];
  for (let start = 0; start <= bytes.length;) {
    const found = bytes.indexOf(0, start);
    const end = found === -1 ? bytes.length : found;
    paths.push(decodePath(bytes.subarray(start, end)));
    start = end + 1;
  }
  return paths;
}

/** Returns a path in a folder, for the file system. */
export function placeOf(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}${sep}`), encodePath(path)]);
}
