/** Why bytes are not text in UTF-8, as the end of a sentence about the file. */
export class NotTextError extends Error {}

/**
 * Returns the text of bytes in UTF-8, without the byte order mark that some editors put before it. Throws
 * {@link NotTextError} for UTF-16 and for bytes that are no UTF-8.
 */
export function decodeText(bytes: Uint8Array): string {
  if (looksLikeUtf16(bytes)) throw new NotTextError('is text in UTF-16; save it as UTF-8');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new NotTextError('is not text in UTF-8; save it as UTF-8', { cause });
  }
}

/** Either its mark comes first, or a letter with the NUL that is the other half of it. */
function looksLikeUtf16([first, second]: Uint8Array): boolean {
  if (first === undefined || second === undefined) return false;
  const isMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isMark || (first === 0) !== (second === 0);
}
