import { isNode } from '@poppobuilder/core/runner-kit';
import type { WebhookHeaders } from './webhook-headers.ts';

/** Returns the value at a JSON Pointer (RFC 6901), or undefined. */
export function readPointer(value: unknown, pointer: string): unknown {
  const keys = pointer.split('/').slice(1);
  return keys.reduce((inner, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(inner)) return /^\d+$/.test(name) ? (inner[Number(name)] as unknown) : undefined;
    return isNode(inner) && Object.hasOwn(inner, name) ? inner[name] : undefined;
  }, value);
}

/** Returns the text at a place that a trigger declares: a JSON Pointer into the body, or else a header. */
export function readPlace(place: string, headers: WebhookHeaders, body: unknown): string | undefined {
  const found = place.startsWith('/') ? readPointer(body, place) : headers[place.toLowerCase()];
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
