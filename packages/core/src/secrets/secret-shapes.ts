import { findSecrets } from './find-secrets.ts';
import { isMaskable } from './secret-values.ts';
import { secretsInText } from './secrets-in-text.ts';

/**
 * Returns the texts by which a secret is recognized: the whole without the white space around it, each of its lines, what
 * is secret in the address or the JSON document that it is, and a token without the kind of signing in before it. What is
 * short or common is left out.
 */
export function shapesOf(secret: string): string[] {
  const whole = secret.trim();
  const parts = documentSecrets(whole) ?? linesOf(whole);
  const [, credentials = ''] = /^(?:bearer|basic|token)\s+(\S+)$/i.exec(whole) ?? [];
  return [...new Set([whole, ...parts, ...secretsInText(whole), credentials])].filter(isMaskable);
}

/** Such a line says no more than that a key begins or ends here. */
const BOUNDARY = /^-{4,5} ?(?:BEGIN|END) [\w ]+-{4,5}$/;

/** Keys stand in variables with their line breaks written out, and programs turn these into real ones. */
const LINE_BREAK = /\r\n|[\n\r]/;
const WRITTEN_LINE_BREAK = /\r\n|[\n\r]|\\r\\n|\\n/;

/** Lines without white space around them; punctuation alone, such as brackets, is no secret. */
function linesOf(whole: string): string[] {
  const lines = whole.split(whole.includes('-----BEGIN ') ? WRITTEN_LINE_BREAK : LINE_BREAK);
  if (lines.length === 1) return [];
  return lines
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line) && !BOUNDARY.test(line));
}

/**
 * What is secret in a JSON document, such as the key file of a service account: what stands under a secret's name in it;
 * without such a name, all of its texts. Its lines are none, for `"type": "service_account",` is no secret.
 */
function documentSecrets(whole: string): string[] | undefined {
  if (!/^[{[]/.test(whole)) return undefined;
  try {
    const document: unknown = JSON.parse(whole);
    const named = findSecrets(document).texts;
    const texts = named.length > 0 ? named : findSecrets({ secret: document }).texts;
    return texts
      .filter((text) => !isPlainAddress(text))
      .map((text) => text.trim())
      .flatMap((text) => [text, ...linesOf(text)]);
  } catch {
    return undefined;
  }
}

/** Key files name servers as `token_uri`, whose addresses hold no secret. */
const isPlainAddress = (text: string): boolean =>
  /^https?:\/\/\S+$/.test(text) && secretsInText(text).length === 0;
