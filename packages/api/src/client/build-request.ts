import type { TransportRequest } from './transport.ts';

/** Where the API begins. */
const PREFIX = '/api/v1';

/** What a query is made of. */
type Scalar = string | number | boolean;

/**
 * Returns the request of a route: fields of the input that its path names become part of it, the others become the query
 * or the body.
 *
 * @param route - method and path, such as `GET /tasks/{id}`
 */
export function buildRequest(route: string, input: object = {}): TransportRequest {
  const [method = '', pattern = ''] = route.split(' ');
  const rest = new Map<string, unknown>(Object.entries(input));
  const path = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  if (method === 'POST') {
    const body = rest.size === 0 ? undefined : JSON.stringify(Object.fromEntries(rest));
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return { method, path: `${PREFIX}${path}`, headers, body };
  }
  const query = [...rest].flatMap(([name, value]) =>
    [value as Scalar | undefined | readonly Scalar[]]
      .flat()
      .flatMap((item) => (item === undefined ? [] : [`${name}=${encodeURIComponent(item)}`])),
  );
  return { method, path: `${PREFIX}${path}${query.length === 0 ? '' : `?${query.join('&')}`}`, headers: {} };
}
