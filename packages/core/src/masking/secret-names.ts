const SECRET_WORD = /token|secret|passw(or)?d|passphrase|credential|authorization|(api|private|access)_?key/i;

/** Short words count only when they stand alone between underscores. */
const SECRET_PART = /(^|_)(auth|pass|pwd|pat)($|_)/i;

/** Whether the name of a variable or a setting says that its value is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_WORD.test(name) || SECRET_PART.test(name);
}
