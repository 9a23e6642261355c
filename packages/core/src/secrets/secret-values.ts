import { COMMON_WORDS } from './common-words.ts';

/** Secrets shorter than this are not masked: they would blot out ordinary text. In characters. */
export const MIN_SECRET_LENGTH = 8;

/** Whether a value is a word so common that it is no secret under any name: `true`, `write`, `postgres`. */
export function isCommonWord(value: string): boolean {
  return COMMON_WORDS.has(value.trim().toLowerCase());
}

/** Whether a secret can be masked without blotting out ordinary text. */
export function isMaskable(secret: string): boolean {
  return secret.trim().length >= MIN_SECRET_LENGTH && !isCommonWord(secret);
}

const PLACEHOLDER =
  /^(?:\$?\{[^{}]*\}|\$?\{\{[^{}]*\}\}|\$[A-Z_][A-Z\d_]*|\$\([^()]*\)|%[A-Z_]{2,}%|\*+|\.{3}|…|\[REDACTED\])$/;

/** Whether a text only stands for a value: `$TOKEN`, `{password}`, `***`. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}
