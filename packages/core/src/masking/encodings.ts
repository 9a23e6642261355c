import { MIN_SECRET_LENGTH } from '../secrets/secret-values.ts';

/** Every form in which a secret may turn up in text: raw, base64 at its three alignments, base64url, URL, JSON, shell. */
export function encodingsOf(secret: string): string[] {
  const forms = new Set([
    secret,
    ...base64Forms(secret),
    urlEncoded(secret),
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
  const address = new URL('http://host');
  address.password = secret;
  return address.password;
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
