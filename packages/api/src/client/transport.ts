/** A request to a daemon. */
export interface TransportRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a daemon answers. */
export interface TransportResponse {
  readonly status: number;
  /** The text of the body, as it arrives. */
  readonly body: AsyncIterable<string>;
}

/** Sends requests to one daemon. Rejects when it cannot be reached. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
