/** What a name says about its value: that it is a secret, that it is none, or nothing. */
export type NameMeaning = 'secret' | 'harmless' | 'unknown';

/** No secret's name is without one of these. */
const CANDIDATE = /token|secret|pass|pwd|pat|auth|credential|key|signature/i;

const SECRET_WORD = /TOKEN|SECRET|PASSW(OR)?D|PASSPHRASE|CREDENTIAL|AUTHORIZATION|(API|PRIVATE|ACCESS)_?KEY/;

/** Short words count only when they stand alone between underscores. */
const SECRET_PART = /(^|_)(AUTH|PASS|PWD|PAT)($|_)/;

/** In camel case a short word counts only at the end: `dbPass`, but not `authUrl`. */
const SECRET_END = /_(PASS|PWD|PAT)$/;

/** What signs an address of a storage service in place of a password. */
const SIGNATURE = /^X_(AMZ|GOOG)_SIGNATURE$/;

/** Variables of shells and libraries whose names only sound alike, and limits that are counted in tokens. */
const HARMLESS = /^((OLD_?)?PWD|SSH_AUTH_SOCK|TOKENIZERS_.*|(.*_)?M(AX|IN)_(.*_)?TOKENS)$/;

/** Says where a secret is, how long it counts, or what kind it is, and not what it is. */
const HARMLESS_END =
  /_(FILE|PATH|DIR|TTL|TTL_MS|TIMEOUT|TIMEOUT_MS|LENGTH|COUNT|LIMIT|TYPE|METHOD|MODE|STATUS|HEADER|ENABLED)$/;

/** What cuts text into tokens: `TOKENIZER`, `tokenizedText`. */
const TOKENIZER = /TOKENI[SZ](E|ER|ERS|ED|ING|ATION)(?=_|$)/g;

/** Names are few and recur in each task. */
const MAX_REMEMBERED = 2_000;
const remembered = new Map<string, NameMeaning>();

/** Whether the name of a variable, a setting or a query parameter says that its value is secret. */
export function isSecretName(name: string): boolean {
  return meaningOf(name) === 'secret';
}

/** Returns what a name says about its value, in any case of letters, also as `camelCase` and `kebab-case`. */
export function meaningOf(name: string): NameMeaning {
  if (!CANDIDATE.test(name)) return 'unknown';
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const meaning = readName(name);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(name, meaning);
  return meaning;
}

/** Whether a name below a secret's name says that its value is none: `type` in `auth: { type, password }`. */
export function isHarmlessBelowSecret(name: string): boolean {
  return writings(`_${name}`).some((written) => HARMLESS_END.test(written));
}

function readName(name: string): NameMeaning {
  const [plain, split] = writings(name);
  if ([plain, split].some((written) => HARMLESS.test(written) || HARMLESS_END.test(written)))
    return 'harmless';
  const words = [plain, split].map((written) => written.replaceAll(TOKENIZER, ''));
  const isSecret =
    words.some((word) => SECRET_WORD.test(word) || SECRET_END.test(word) || SIGNATURE.test(word)) ||
    SECRET_PART.test(plain);
  return isSecret ? 'secret' : 'unknown';
}

/** A name in capitals with underscores: as it is, and with its camel case split. */
function writings(name: string): readonly [plain: string, split: string] {
  const split = name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2');
  return [inCapitals(name), inCapitals(split)];
}

const inCapitals = (name: string): string => name.replaceAll(/[^A-Za-z\d]+/g, '_').toUpperCase();
