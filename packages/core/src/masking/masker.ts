import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';
import { isMaskable } from '../secrets/secret-values.ts';
import { shapesOf } from '../secrets/secret-shapes.ts';
import { encodingsOf } from './encodings.ts';
import { escapeForRegExp } from './escape-for-reg-exp.ts';
import { maskValue } from './mask-value.ts';
import { SecretBeginnings } from './secret-beginnings.ts';
import { maskStream, type StreamMasker } from './stream-masker.ts';

/** What stands in place of a secret. */
const MASK = '[REDACTED]';

/** Removes a set of secrets, in all their shapes and encodings, from text. */
export interface Masker {
  /** The text with every secret replaced by `[REDACTED]`. */
  readonly text: (text: string) => string;
  /** The value with every string in it masked, names of properties too; the same value when it holds no secret. */
  readonly value: <T>(value: T) => T;
  /** A masker for text that arrives in chunks; a secret across a chunk border is found too. */
  readonly stream: () => StreamMasker;
}

/** Token of the task's masker: it knows the secrets of the project and those that the task itself carries. */
export const Masker: ServiceToken<Masker> = createServiceToken<Masker>({
  id: '@poppobuilder/core/Masker',
  scope: 'task',
});

const transparent: Masker = {
  text: (text) => text,
  value: (value) => value,
  stream: () => ({ write: (chunk) => chunk, end: () => '' }),
};

/** A longer secret is masked piece by piece. In characters. */
const PIECE_LENGTH = 4_096;

/** Characters of one regular expression: engines reject very long ones. */
const PATTERN_LENGTH = 100_000;

const secretsSchema: z.ZodType<readonly string[]> = z
  .custom<Iterable<string>>((value) => typeof Object(value)[Symbol.iterator] === 'function', 'expected texts')
  .transform((secrets) => [...secrets])
  .pipe(z.array(z.string()));

/**
 * Creates a masker for secrets, their lines and what is secret in them. Those under 8 characters and common words are left
 * out, for they would blot out ordinary text.
 */
export function createMasker(secrets: Iterable<string>): Masker {
  const forms = new Set<string>();
  for (const secret of parseArgument(secretsSchema, secrets, { of: 'createMasker()', name: 'secrets' })) {
    for (const shape of shapesOf(secret)) {
      for (const piece of piecesOf(shape)) for (const form of encodingsOf(piece)) forms.add(form);
    }
  }
  if (forms.size === 0) return transparent;
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  const patterns = patternsFor(longestFirst);
  const text = (input: string): string =>
    patterns.reduce((masked, pattern) => masked.replace(pattern, MASK), input);
  let beginnings: SecretBeginnings | undefined;
  return {
    text,
    value: (value) => maskValue(value, text),
    stream: () =>
      maskStream({ beginnings: (beginnings ??= new SecretBeginnings(longestFirst)), patterns, mask: text }),
  };
}

function piecesOf(secret: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < secret.length; start += PIECE_LENGTH) {
    pieces.push(secret.slice(start, start + PIECE_LENGTH));
  }
  return pieces.filter(isMaskable);
}

function patternsFor(forms: readonly string[]): RegExp[] {
  const groups: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const form of forms.map(escapeForRegExp)) {
    if (length + form.length > PATTERN_LENGTH) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(form);
    length += form.length;
  }
  return groups.map((group) => new RegExp(group.join('|'), 'g'));
}
