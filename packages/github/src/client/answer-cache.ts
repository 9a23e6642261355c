import { deserialize, serialize } from 'node:v8';
import { LRUCache } from 'lru-cache';

/** Most bytes of all kept answers together. */
const MAX_SIZE = 20_000_000;

/** An answer as octokit gives it. */
export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | number | undefined>>;
  readonly data: unknown;
}

interface KeptAnswer extends Omit<Answer, 'data'> {
  readonly etag: string;
  readonly bytes: Buffer;
}

/** Answers to GET that had an ETag: asked for again with it, they do not count against GitHub's limit when unchanged. */
export class AnswerCache {
  readonly #answers = new LRUCache<string, KeptAnswer>({
    maxSize: MAX_SIZE,
    sizeCalculation: ({ bytes }) => bytes.length,
  });

  /** ETag of the answer that is kept for an address. */
  etag(key: string): string | undefined {
    return this.#answers.get(key)?.etag;
  }

  /** The answer that is kept, as a copy. */
  read(key: string): Answer | undefined {
    const kept = this.#answers.get(key);
    if (kept === undefined) return undefined;
    const { status, url, headers, bytes } = kept;
    return { status, url, headers: { ...headers }, data: deserialize(bytes) };
  }

  /** Keeps an answer, if it has an ETag. */
  keep(key: string, { status, url, headers, data }: Answer): void {
    const { etag } = headers;
    if (typeof etag !== 'string') return;
    this.#answers.set(key, { etag, status, url, headers: { ...headers }, bytes: serialize(data) });
  }
}
