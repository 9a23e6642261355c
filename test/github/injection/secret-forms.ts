/** A text that must not be found, and what it is a form of. */
export interface SecretForm {
  readonly form: string;
  readonly bytes: Buffer;
}

/** The forms that a secret is kept back in, worked out apart from the product. */
export function secretForms(name: string, secret: string): readonly SecretForm[] {
  const base64 = ['', 'x', 'xy'].map((before, index) => {
    const text = Buffer.from(`${before}${secret}`).toString('base64').replaceAll('=', '');
    return text.slice(index === 0 ? 0 : 4, -4);
  });
  const texts = {
    raw: [secret],
    base64,
    base64url: base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    URL: [encodeURIComponent(secret)],
  };
  const plain = Object.entries(texts).flatMap(([form, all]) =>
    all.map((text) => ({ form: `${name}, ${form}`, bytes: Buffer.from(text) })),
  );
  return [...plain, { form: `${name}, UTF-16`, bytes: Buffer.from(secret, 'utf16le') }];
}

/** The forms that are found in bytes. */
export function formsIn(bytes: Buffer | string, forms: readonly SecretForm[]): readonly string[] {
  const buffer = Buffer.from(bytes as string);
  return [...new Set(forms.filter((form) => buffer.includes(form.bytes)).map(({ form }) => form))];
}
