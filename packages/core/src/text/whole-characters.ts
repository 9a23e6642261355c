/** Returns a text's first characters, at most so many, without half of a surrogate pair at the end. */
export function keepStart(text: string, length: number): string {
  return text.slice(0, startOfPair(text, length));
}

/** Returns a text's last characters, at most so many, without half of a surrogate pair at the beginning. */
export function keepEnd(text: string, length: number): string {
  const start = Math.max(0, text.length - length);
  return text.slice(startOfPair(text, start) === start ? start : start + 1);
}

/** Returns an index, or the one before it where it lies within a surrogate pair. */
export function startOfPair(text: string, index: number): number {
  const isWithin = isBetween(text.charCodeAt(index - 1), 0xd800) && isBetween(text.charCodeAt(index), 0xdc00);
  return isWithin ? index - 1 : index;
}

/** Returns the first bytes of UTF-8, at most so many, without a part of a character at the end. */
export function keepFirstBytes(bytes: Buffer, length: number): Buffer {
  let end = Math.min(length, bytes.length);
  for (let step = 0; step < MAX_CONTINUATIONS && end > 0 && isContinuation(bytes[end]); step += 1) end -= 1;
  return isContinuation(bytes[end]) ? bytes.subarray(0, length) : bytes.subarray(0, end);
}

/** Returns the last bytes of UTF-8, at most so many, without a part of a character at the beginning. */
export function keepLastBytes(bytes: Buffer, length: number): Buffer {
  const from = Math.max(0, bytes.length - length);
  if (from === 0) return bytes;
  let start = from;
  for (let step = 0; step < MAX_CONTINUATIONS && isContinuation(bytes[start]); step += 1) start += 1;
  return bytes.subarray(isContinuation(bytes[start]) ? from : start);
}

/** Bytes of a character after its first; where more follow, the bytes are no UTF-8 and stay as they are. */
const MAX_CONTINUATIONS = 3;

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

const isBetween = (unit: number, first: number): boolean => unit >= first && unit < first + 0x400;
