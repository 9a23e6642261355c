/** Names of files that hold secrets, at any depth and in any case. */
const NAMES = [
  /^\.env(\..+)?$/,
  /^\.envrc$/,
  /\.(pem|key|p12|pfx|jks|keystore|ppk|kdbx)$/,
  /^id_(rsa|dsa|ecdsa|ed25519)(_sk)?$/,
  /^[._]netrc$/,
  /^\.git-credentials$/,
  /^\.pgpass$/,
  /^\.htpasswd$/,
  /^\.vault-token$/,
  /^\.dockercfg$/,
];

/** Example files, which contain no secrets. */
const EXAMPLE = /^\.env(\..+)?\.(example|sample|template|dist|defaults?)$/;

/** Paths relative to the root or to any folder. */
const PATHS = [
  /(^|\/)\.claude\/\.credentials\.json$/,
  /(^|\/)\.aws\/credentials$/,
  /(^|\/)\.docker\/config\.json$/,
  /(^|\/)\.kube\/config$/,
  /(^|\/)\.config\/gh\/hosts\.yml$/,
  /(^|\/)\.config\/gcloud\/.*credentials.*$/,
  /(^|\/)\.ssh\/.*$/,
  /(^|\/)\.gnupg\/.*$/,
  /(^|\/)\.poppo\/credentials\.json$/,
];

/** Whether a file of this path usually contains secrets. */
export function isSecretPath(path: string): boolean {
  const lower = path.normalize('NFKC').toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (EXAMPLE.test(name)) return false;
  return NAMES.some((pattern) => pattern.test(name)) || PATHS.some((pattern) => pattern.test(lower));
}

/** Files that contain secrets only if they have such a line. */
const REGISTRY_SETTINGS = /(^|\/)\.(npmrc|pypirc|yarnrc|yarnrc\.yml)$/i;
const REGISTRY_SECRET = /_auth|_password|authToken|authIdent|^\s*password\s*[=:]/im;

/** Whether a file contains credentials of a package registry. References to variables do not count. */
export function holdsRegistrySecret(path: string, text: string): boolean {
  if (!REGISTRY_SETTINGS.test(path)) return false;
  return text
    .split('\n')
    .some((line) => REGISTRY_SECRET.test(line) && !/[=:]\s*"?\$\{[A-Za-z_][A-Za-z0-9_]*\}"?\s*$/.test(line));
}
