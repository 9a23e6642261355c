import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Flags to open a file by: what came in its place meanwhile, a link or a pipe, is not opened, or not waited for. */
export const READ_AT_ONCE: number =
  constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a file's first bytes; fewer where it ends before. One that grows meanwhile is not followed. */
export async function readUpTo(file: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
