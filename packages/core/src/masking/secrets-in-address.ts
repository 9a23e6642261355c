const SCHEME = /^[\w+.-]{1,32}:\/\//;

/** An address with a password is never longer. In characters. */
const MAX_ADDRESS = 8 * 1024;

/** The beginnings of well-known tokens, and what is too long and mixed for a person's name. */
const TOKEN = /^(gh[a-z]_|github_pat_|glpat-|sk-|(?=.*\d)[\w-]{20,}$)/;

/**
 * The password in an address such as `postgresql://user:password@host`, and a token in the place of its user: as they
 * stand there, decoded, and as `URL` writes them.
 */
export function secretsInAddress(address: string): string[] {
  const [scheme] = address.length <= MAX_ADDRESS ? (SCHEME.exec(address) ?? []) : [];
  if (scheme === undefined) return [];
  const [user, password] = credentialsIn(address.slice(scheme.length));
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  const passwords = [password, parsed?.password ?? ''];
  const users = [user, parsed?.username ?? ''].filter((name) => TOKEN.test(name));
  const found = [...passwords, ...users].flatMap((text) => [text, decoded(text)]);
  return [...new Set(found)].filter((text) => text !== '');
}

/** Read apart from `URL`, which refuses addresses of several hosts and escapes what others leave as it is. */
function credentialsIn(rest: string): readonly [user: string, password: string] {
  const [authority = ''] = rest.split(/[/?#]/, 1);
  const end = authority.lastIndexOf('@');
  if (end === -1) return ['', ''];
  const colon = authority.indexOf(':');
  return colon === -1 || colon > end
    ? [authority.slice(0, end), '']
    : [authority.slice(0, colon), authority.slice(colon + 1, end)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
