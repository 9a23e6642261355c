import { createMasker } from '@poppobuilder/core';
import { findSecrets } from '@poppobuilder/core/runner-kit';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';

/** Returns a text that a person wrote as it is stored: without secrets and without what the database cannot store. */
export function storedText(text: string): string {
  return sanitizeForPostgres(createMasker(findSecrets(text).texts).text(text));
}
