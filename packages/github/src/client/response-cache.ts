import { deserialize, serialize } from 'node:v8';
import { LRUCache } from 'lru-cache';

/** Maximum size of all cached responses together. In bytes. */
const MAX_SIZE = 20_000_000;

/** A response as octokit returns it. */
export interface CachedResponse {
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

interface StoredResponse extends Omit<CachedResponse, 'data'> {
  readonly etag: string;
  readonly bytes: Buffer;
}

/** A cache of GET responses with an ETag. Unchanged responses do not count against GitHub's rate limit. */
export class ResponseCache {
  readonly #responses = new LRUCache<string, StoredResponse>({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ bytes }) => bytes.length,
  });

  /** Returns the ETag of the response that is cached for a URL. */
  etag(key: string): string | undefined {
    return this.#responses.get(key)?.etag;
  }

  /** Returns a copy of the cached response. */
  read(key: string): CachedResponse | undefined {
    const stored = this.#responses.get(key);
    if (stored === undefined) return undefined;
    const { status, url, headers, bytes } = stored;
    return { status, url, headers: { ...headers }, data: deserialize(bytes) };
  }

  /** Caches a response if it has an ETag. */
  keep(key: string, { status, url, headers, data }: CachedResponse): void {
    const { etag } = headers;
    if (typeof etag !== 'string') return;
    this.#responses.set(key, { etag, status, url, headers: { ...headers }, bytes: serialize(data) });
  }
}
