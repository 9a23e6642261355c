import { isUtf8 } from 'node:buffer';
import { sep } from 'node:path';

// Git takes paths as bytes. Here they are texts from which the same bytes can be made again: a byte that is no UTF-8 is a
// lone surrogate from U+DC80 on, which no text in UTF-8 holds. They have to be made well-formed before they are shown.

const FIRST = 0xdc00;

/** Reads a path from the bytes that git gave. */
export function decodePath(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const start = at;
    const length = [1, 2, 3, 4].find((count) => isUtf8(bytes.subarray(start, start + count)));
    text +=
      length === undefined
        ? String.fromCharCode(FIRST + bytes.readUInt8(at))
        : bytes.toString('utf8', at, at + length);
    at += length ?? 1;
  }
  return text;
}

/** The bytes of a path, as git takes them. */
export function encodePath(path: string): Buffer {
  if (path.isWellFormed()) return Buffer.from(path);
  const parts = path.split(/([\u{dc80}-\u{dcff}])/u);
  return Buffer.concat(
    parts.map((part, index) =>
      index % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - FIRST]),
    ),
  );
}

/** Reads what git wrote with `-z`. */
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

/** Where a path lies in a folder, for the file system. */
export function placeOf(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}${sep}`), encodePath(path)]);
}
