import { inspect } from 'node:util';
import { createMasker, type Secret } from '@poppobuilder/core';

/** A shorter text would be found by chance. In characters. */
const MIN_LENGTH = 8;

/** Returns the texts of secrets. */
export function secretTexts(secrets: Readonly<Record<string, Secret>>): string[] {
  return Object.values(secrets).flatMap((secret) =>
    typeof secret === 'string' ? [secret] : Object.values(secret),
  );
}

/** Returns how a value holds a secret: a clause; nothing if it does not. */
export function findLeak(value: unknown, secrets: readonly string[]): string | undefined {
  const text = typeof value === 'string' ? value : describe(value);
  if (createMasker(secrets).text(text) !== text) return 'holds a secret';
  const squeezed = squeeze(text);
  for (const secret of secrets) {
    if (disguisesOf(secret).some((disguise) => squeezed.includes(disguise)))
      return 'holds a secret in another form';
  }
  return undefined;
}

/** Every part of a value, also what JSON leaves out, such as the cause of an error. */
const describe = (value: unknown): string =>
  inspect(value, {
    depth: 20,
    showHidden: false,
    maxArrayLength: 10_000,
    maxStringLength: Number.POSITIVE_INFINITY,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
  });

/** Without what may be put between characters, or may change when their case does. */
const squeeze = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** Forms that no masker knows. Words that may stand in any text are no secrets, so one must look like a key. */
function disguisesOf(secret: string): string[] {
  if (!/\d/.test(secret) || !/[a-z]/i.test(secret)) return [];
  const characters = secret.split('');
  const codes = characters.map((character) => character.charCodeAt(0));
  const forms = [
    secret,
    characters.toReversed().join(''),
    codes.join(''),
    Buffer.from(secret).toString('hex'),
  ];
  return forms.map(squeeze).filter((form) => form.length >= MIN_LENGTH);
}
