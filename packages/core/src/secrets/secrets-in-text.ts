import { isSecretName } from './secret-names.ts';
import { isPlaceholder, MIN_SECRET_LENGTH } from './secret-values.ts';

/** No password and no token in an address is longer. In characters. */
const MAX_LENGTH = 8 * 1024;

/** The shortest address that has a password: `a://:b@`. In characters. */
const MIN_LENGTH = 7;

/** No text is secret by its shape without one of these. */
const HINT = /:\/\/|:\\\/\\\/|%3A%2F%2F|authorization/i;
const NONE: readonly string[] = [];

/** Ends an address within a text. */
const END = /[\s"'`<>]/g;

/** A text that is nothing but an address: quotes may be part of its password. */
const ONLY_ADDRESS = /^[\w+.-]{1,32}:\/\/[^\s/?#]+(?:[/?#]\S*)?$/;

/** The beginnings of well-known tokens, and what is too long and mixed for a person's name. */
const TOKEN = /^(gh[a-z]_|[a-z]+_pat_|glpat-|sk-|(?=.*\d)[\w-]{20,}$)/;

const AUTHORIZATION = /authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+["']?([^\s"'`,;<>]+)/gi;

/**
 * Returns what is secret in a text by its shape alone: in each address the password, a token in place of the user, and
 * the values of parameters with a secret's name; and what an `Authorization` header carries. Each as it stands there and
 * decoded. Takes time that is linear in the text.
 */
export function secretsInText(text: string): readonly string[] {
  if (text.length < MIN_LENGTH || !HINT.test(text)) return NONE;
  const found = new Set<string>();
  for (const address of writingsOf(text).flatMap(addressesIn)) {
    for (const secret of [...inAuthorities(address), ...inParameters(address)]) addForms(secret, found);
  }
  for (const [, credentials = ''] of text.matchAll(AUTHORIZATION)) {
    if (credentials.length >= MIN_SECRET_LENGTH && /[^A-Z_]/.test(credentials)) addForms(credentials, found);
  }
  return [...found];
}

/** The text as it is, and with the addresses in it that JSON or another address holds in other characters. */
function writingsOf(text: string): string[] {
  const texts = [text];
  if (text.includes(String.raw`:\/\/`)) texts.push(text.replaceAll(String.raw`\/`, '/'));
  if (/%3A%2F%2F/i.test(text)) texts.push(text.replaceAll(/(?:%[\dA-F]{2})+/gi, decoded));
  return texts;
}

/** Each address without its scheme, with whatever is joined to it without a space. */
function addressesIn(text: string): string[] {
  const addresses: string[] = [];
  let from = 0;
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', from)) {
    const start = at + '://'.length;
    END.lastIndex = start;
    from = END.exec(text)?.index ?? text.length;
    if (/[\w+.-]/.test(text.charAt(at - 1))) addresses.push(text.slice(start, from));
  }
  const whole = text.slice(text.indexOf('://') + '://'.length);
  if (addresses[0] !== whole && text.length <= MAX_LENGTH && ONLY_ADDRESS.test(text)) addresses.push(whole);
  return addresses;
}

/** Read apart from `URL`, which refuses addresses of several hosts. An address may hold others. */
function inAuthorities(address: string): string[] {
  return address.split('://').flatMap((part) => {
    const [authority = ''] = part.split(/[/?#]/, 1);
    const end = authority.lastIndexOf('@');
    // An image's digest (`docker://alpine:3@sha256:...`) is no host.
    if (end === -1 || authority.length > MAX_LENGTH || /^sha\d+:/.test(authority.slice(end + 1))) return [];
    const [user = '', ...rest] = authority.slice(0, end).split(':');
    return [rest.join(':'), ...(TOKEN.test(user) ? [user] : [])];
  });
}

function inParameters(address: string): string[] {
  return address
    .split(/[?&#;]/)
    .slice(1)
    .flatMap((parameter) => {
      const equals = parameter.indexOf('=');
      const value = parameter.slice(equals + 1);
      if (equals === -1 || value.length > MAX_LENGTH || !isSecretName(decoded(parameter.slice(0, equals))))
        return [];
      // In prose a bracket or a full stop may follow.
      return [value, value.replaceAll('+', ' '), value.replace(/[).,:!\]}]{1,8}$/, '')];
    });
}

function addForms(secret: string, found: Set<string>): void {
  if (isPlaceholder(secret)) return;
  for (const form of [secret, decoded(secret)]) if (form !== '') found.add(form);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
