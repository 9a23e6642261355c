import { MAX_JSON_VALUES } from '@poppobuilder/core/runner-kit';
import type { WorkerMessage } from './messages.ts';

/** Characters of the longest message that is no outcome: what handlers report and log is read on the host's only thread. */
const MAX_REPORT = 4 * 1024 * 1024;

/** Characters of the longest message with an outcome. A text that Node holds is shorter than 512 Mi. */
const MAX_OUTCOME = 256 * 1024 * 1024;

/** Messages with a result, an error of a handler, or the input that a result depends on. */
const OUTCOMES: readonly WorkerMessage[0][] = ['completed', 'failed', 'rejected', 'checked', 'broken'];

/** Characters of the longest key whose content V8 takes into its hash. Longer ones of the same length all collide. */
const MAX_HASHED = 16_383;

/** Characters of all keys of a message together that are longer than {@link MAX_HASHED}. */
const MAX_LONG_KEYS = 1024 * 1024;

/** Values of a message that reports no outcome. Many small ones take far longer to read than a few long texts. */
const MAX_REPORT_VALUES = 100_000;

/** Values of a message with an outcome: those that a task's result may have, and the rest of the message. */
const MAX_OUTCOME_VALUES: number = MAX_JSON_VALUES + 100_000;

/** Returns the characters that a message may have, by how its line begins. */
export function maxLength(beginning: string): number {
  return isOutcome(beginning) ? MAX_OUTCOME : MAX_REPORT;
}

const isOutcome = (beginning: string): boolean =>
  OUTCOMES.some((name) => beginning.startsWith(`["${name}",`));

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Returns why `JSON.parse` could hold the host for seconds, though the text has the length of a message; nothing when it
 * could not. Objects with many long keys take time that is quadratic in their length, and many small values take far more
 * time and memory than their text. Reads each character once.
 */
export function findCostlyPart(text: string): string | undefined {
  if (text.length <= MAX_LONG_KEYS) return undefined;
  const maxValues = isOutcome(text) ? MAX_OUTCOME_VALUES : MAX_REPORT_VALUES;
  let longKeys = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      const length = end - at - 1;
      if (length > MAX_HASHED && isKey(text, end)) longKeys += length;
      if (longKeys > MAX_LONG_KEYS)
        return `keys over ${MAX_HASHED} characters with more than ${MAX_LONG_KEYS} characters together`;
      at = end;
    } else if (code === COMMA || beginsValues(text, at, code)) {
      values += 1;
      if (values > maxValues) return `more than ${maxValues} values`;
    }
  }
  return undefined;
}

/** Whether an object or an array that is not empty begins: its first value has no comma. */
function beginsValues(text: string, at: number, code: number): boolean {
  if (code !== OPEN_BRACKET && code !== OPEN_BRACE) return false;
  const next = text.charCodeAt(at + 1);
  return next !== CLOSE_BRACKET && next !== CLOSE_BRACE;
}

/** The place of the quotation mark that ends the string which one begins at `start`; the text's end when there is none. */
function endOfString(text: string, start: number): number {
  const next = text.indexOf('"', start + 1);
  if (next === -1) return text.length;
  if (text.charCodeAt(next - 1) !== BACKSLASH) return next;
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at += 1;
  }
  return text.length;
}

/** Whether a colon follows the string: nothing that is white space in JSON comes after the space. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return text.charCodeAt(at) === COLON;
}
