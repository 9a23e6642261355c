import { assertArgument } from './assert-argument.ts';
import type { Transport } from './transport.ts';

/** Options of {@link fetchTransport}. */
export interface FetchTransportOptions {
  /** URL of the daemon, such as `http://127.0.0.1:4780`. */
  readonly url: string;
  /** A token of the API. @defaultValue none; a page that signed in sends its cookie */
  readonly token?: string | undefined;
  /** @defaultValue the global one */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Returns a transport over HTTP. Works in browsers. */
export function fetchTransport(options: FetchTransportOptions): Transport {
  assertArgument(typeof Object(options).url === 'string', 'fetchTransport()', 'url must be a string');
  const { url, token, fetch = globalThis.fetch } = options;
  const base = url.replace(/\/+$/, '');
  return async ({ method, path, headers, body, signal }) => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
      ...(signal === undefined ? {} : { signal }),
      redirect: 'error',
    });
    return { status: response.status, body: textOf(response.body) };
  };
}

async function* textOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  if (body === null) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
