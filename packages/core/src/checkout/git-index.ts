import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What git's index says of one path. */
export interface GitIndexEntry {
  /** Relative to the work tree, with `/`; any bytes but NUL. */
  readonly path: Buffer;
  /** As git has it, such as `0o100644`. */
  readonly mode: number;
  /** Id of the object, in hexadecimal. */
  readonly id: string;
  /** 0, or the side of a conflict. */
  readonly stage: number;
  /** When git saw the file. Nanoseconds since 1970. */
  readonly mtime: bigint;
  /** Nanoseconds since 1970. */
  readonly ctime: bigint;
  /** The lower 32 bits. */
  readonly inode: number;
  /** In the work tree; the lower 32 bits. In bytes. */
  readonly size: number;
}

const ID_LENGTH = 20;
/** Of an entry, before its flags. */
const FIXED_LENGTH = 40 + ID_LENGTH;
const EXTENDED = 0x4000;
const STAGE_SHIFT = 12;

/**
 * Reads the bytes of a git index of version 2 to 4. Calls `onEntry` for each entry, in the order of the index; where it
 * returns false, reading stops. Other work of this process continues meanwhile.
 *
 * Resolves with whether the whole index could be read: false for another version, a split index, damage, and where it was
 * stopped. Rejects with the signal's reason.
 *
 * @see https://git-scm.com/docs/index-format
 */
export async function readGitIndex(
  bytes: Buffer,
  onEntry: (entry: GitIndexEntry) => boolean | void,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    return isWhole(bytes) && (await readEntries(bytes, onEntry, signal));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isWhole(bytes: Buffer): boolean {
  const checksum = bytes.subarray(-ID_LENGTH);
  if (bytes.length < 12 + ID_LENGTH || bytes.toString('latin1', 0, 4) !== 'DIRC') return false;
  // With index.skipHash there is none.
  if (checksum.every((byte) => byte === 0)) return true;
  return createHash('sha1').update(bytes.subarray(0, -ID_LENGTH)).digest().equals(checksum);
}

/** Entries that are read before other work gets its turn. */
const BATCH_SIZE = 5_000;

/** The longest path that a system accepts. In bytes. */
const MAX_PATH = 4_096;

async function readEntries(
  bytes: Buffer,
  onEntry: (entry: GitIndexEntry) => boolean | void,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return false;
  let offset = 12;
  let path = Buffer.alloc(0);
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    if (left % BATCH_SIZE === 0) await nextTurn(undefined, { signal });
    const start = offset;
    const flags = bytes.readUInt16BE(start + FIXED_LENGTH);
    offset += FIXED_LENGTH + ((flags & EXTENDED) === 0 ? 2 : 4);
    let kept = 0;
    if (version === 4) {
      const removed = readNumber(bytes, offset);
      offset = removed.end;
      kept = path.length - removed.value;
    }
    const end = bytes.indexOf(0, offset);
    if (end < 0 || kept < 0 || kept + end - offset > MAX_PATH) return false;
    path = Buffer.concat([path.subarray(0, kept), bytes.subarray(offset, end)]);
    // Up to version 3 an entry is filled with 1 to 8 NULs to a multiple of 8.
    offset = version === 4 ? end + 1 : start + Math.ceil((end + 1 - start) / 8) * 8;
    if (onEntry(readEntry(bytes, start, flags, path)) === false) return false;
  }
  return !isSplit(bytes, offset);
}

const readEntry = (bytes: Buffer, start: number, flags: number, path: Buffer): GitIndexEntry => ({
  path,
  mode: bytes.readUInt32BE(start + 24),
  id: bytes.toString('hex', start + 40, start + FIXED_LENGTH),
  stage: (flags >> STAGE_SHIFT) & 0b11,
  ctime: readTime(bytes, start),
  mtime: readTime(bytes, start + 8),
  inode: bytes.readUInt32BE(start + 20),
  size: bytes.readUInt32BE(start + 36),
});

const readTime = (bytes: Buffer, start: number): bigint =>
  BigInt(bytes.readUInt32BE(start)) * 1_000_000_000n + BigInt(bytes.readUInt32BE(start + 4));

/** A number in the form of pack files' offsets. */
function readNumber(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let end = start + 1;
  let byte = bytes.readUInt8(start);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    byte = bytes.readUInt8(end);
    end += 1;
    value = (value + 1) * 128 + (byte & 0x7f);
  }
  return { value, end };
}

/** Name of an extension, in its four letters. */
const LINK = Buffer.from('link').readUInt32BE();

/** Whether most entries are in another file. */
function isSplit(bytes: Buffer, start: number): boolean {
  for (let offset = start; offset < bytes.length - ID_LENGTH; offset += 8 + bytes.readUInt32BE(offset + 4)) {
    if (bytes.readUInt32BE(offset) === LINK) return true;
  }
  return false;
}
