import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookHeaders } from './webhook-headers.ts';

/** What is verified: a request as it came. */
interface SignedRequest {
  /** By lower-case names. */
  readonly headers: WebhookHeaders;
  /** The body before anything has parsed it. */
  readonly body: Uint8Array;
}

/** A way of signing deliveries. */
export interface SignatureScheme {
  /** The header with the signature, unless a trigger names another one. */
  readonly header: string;
  /** All other headers that the signature needs. */
  readonly others: readonly string[];
  /** Whether a request is signed with a secret. Takes the same time wherever a signature differs. */
  verify(request: SignedRequest, secret: string, header: string): boolean;
}

/** How far the clock of a sender may differ. In milliseconds. */
const TOLERANCE = 5 * 60_000;

/** `X-Hub-Signature-256: sha256=<hex>`, the HMAC of the body. */
const github: SignatureScheme = {
  header: 'x-hub-signature-256',
  others: ['x-hub-signature'],
  verify: ({ headers, body }, secret, header) => {
    const given = /^sha256=([0-9a-f]{64})$/i.exec(headers[header] ?? '')?.[1];
    return given !== undefined && equal(Buffer.from(given, 'hex'), hmac(secret, body));
  },
};

/** The specification of https://www.standardwebhooks.com with a symmetric key. */
const standardWebhooks: SignatureScheme = {
  header: 'webhook-signature',
  others: [],
  verify: ({ headers, body }, secret, header) => {
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = headers;
    if (id === '' || !/^\d{1,12}$/.test(timestamp)) return false;
    if (Math.abs(Date.now() - Number(timestamp) * 1_000) > TOLERANCE) return false;
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    if (key.length === 0) return false;
    const expected = hmac(key, Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]));
    const given = (headers[header] ?? '').split(' ').filter((one) => one.startsWith('v1,'));
    // All of them are compared: a sender signs with both keys while it changes its key.
    const matches = given.map((one) => equal(Buffer.from(one.slice(3), 'base64'), expected));
    return matches.includes(true);
  },
};

/** The secret itself, in `Authorization: Bearer` or in a header of the sender's own. */
const token: SignatureScheme = {
  header: 'authorization',
  others: [],
  verify: ({ headers }, secret, header) => {
    const given = (headers[header] ?? '').replace(/^Bearer +/i, '');
    return given !== '' && equal(digest(given), digest(secret));
  },
};

/** The schemes that triggers can name. */
export const SIGNATURE_SCHEMES: ReadonlyMap<string, SignatureScheme> = new Map([
  ['github', github],
  ['standard-webhooks', standardWebhooks],
  ['token', token],
]);

const hmac = (key: string | Buffer, content: Uint8Array): Buffer =>
  createHmac('sha256', key).update(content).digest();

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const equal = (given: Buffer, expected: Buffer): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected);
