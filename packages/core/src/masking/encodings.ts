import { MIN_SECRET_LENGTH } from '../secrets/secret-values.ts';

/** Lengths of the lines that `base64` and `openssl` write, in characters. */
const BASE64_LINES = [76, 64];

/**
 * Every form in which a secret may turn up in text: raw, base64 at its three alignments and in lines, base64url, URL, JSON,
 * shell.
 */
export function encodingsOf(secret: string): string[] {
  const forms = new Set([
    secret,
    ...base64Forms(secret),
    ...base64Lines(secret),
    urlEncoded(secret),
    urlEncoded(secret).replaceAll(/%[\dA-F]{2}/g, (byte) => byte.toLowerCase()),
    inAddress(secret),
    jsonEscaped(secret),
  ]);
  forms.add(new URLSearchParams({ '': secret }).toString().slice(1));
  forms.add(secret.replaceAll("'", String.raw`'\''`));
  forms.add(secret.replaceAll("'", `'"'"'`));
  forms.add(secret.replaceAll(/[^\w@%+=:,./-]/g, String.raw`\$&`));
  forms.add(secret.replaceAll(/[$`"\\]/g, String.raw`\$&`));
  return [...forms].filter((form) => form.length >= MIN_SECRET_LENGTH);
}

function urlEncoded(secret: string): string {
  try {
    return encodeURIComponent(secret);
  } catch {
    return secret;
  }
}

/** As `URL` writes a password, which escapes less than `encodeURIComponent`. */
function inAddress(secret: string): string {
  const url = new URL('http://host');
  url.password = secret;
  return url.password;
}

const jsonEscaped = (secret: string): string => JSON.stringify(secret).slice(1, -1);

function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replaceAll('=', '');
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    const stable = encoded.slice(first, last);
    return [stable, stable.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function base64Lines(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  // A line end behind the secret changes the last character, unless that is whole.
  const encoded = bytes.toString('base64').slice(0, Math.floor((bytes.length * 8) / 6));
  return BASE64_LINES.flatMap((length) =>
    encoded.length <= length ? [] : (encoded.match(new RegExp(`.{1,${length}}`, 'g')) ?? []),
  );
}
