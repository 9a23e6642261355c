import { createMasker, type Masker } from '@poppobuilder/core';
import { findSecrets } from '@poppobuilder/core/runner-kit';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';

/**
 * Returns a text that a person wrote as it is stored: without what is secret by its shape, without the secrets in the
 * environment of this process, and without what the database cannot store.
 */
export function storedText(text: string): string {
  const shaped = createMasker(findSecrets(text).texts).text(text);
  return sanitizeForPostgres(environmentMasker().text(shaped));
}

let known: { readonly secrets: string; readonly masker: Masker } | undefined;

/** Returns a masker for the secrets in the environment, which is made again only when those have changed. */
function environmentMasker(): Masker {
  const { texts } = findSecrets(process.env);
  const secrets = texts.join('\0');
  if (known?.secrets !== secrets) known = { secrets, masker: createMasker(texts) };
  return known.masker;
}
