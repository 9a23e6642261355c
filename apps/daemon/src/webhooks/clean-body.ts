import { TaskError } from '@poppobuilder/core';
import { copyAsJson, createMasker, findSecrets } from '@poppobuilder/core/runner-kit';

/** More secrets than this are not masked but refused. */
const MAX_SECRETS = 100;

/**
 * Returns JSON of others as it may be stored: with everything masked that looks like a secret, and without characters that
 * a database cannot store. Throws `INVALID_TASK` for what is too large or too deep, or carries too many secrets.
 */
export function cleanBody<T>(value: T): T {
  const cleaned = clean(value) as T;
  copyAsJson(cleaned);
  const { texts } = findSecrets(cleaned);
  if (texts.length === 0) return cleaned;
  if (texts.length > MAX_SECRETS) {
    throw new TaskError({
      code: 'INVALID_TASK',
      message: `The body carries more than ${MAX_SECRETS} values that look like secrets.`,
    });
  }
  return createMasker(texts).value(cleaned);
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map((item) => clean(item));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== '__proto__');
  return Object.fromEntries(entries.map(([key, inner]) => [cleanText(key), clean(inner)]));
}

const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '�');
