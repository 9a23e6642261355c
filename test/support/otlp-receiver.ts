import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A span as it arrived. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: number;
  /** In nanoseconds. */
  readonly start: bigint;
  readonly end: bigint;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  readonly status: { readonly code?: number; readonly message?: string };
  /** Attributes of the resource. */
  readonly resource: Readonly<Record<string, string | number | boolean>>;
}

/** What collectors answer to, for tests: it keeps the spans that are sent as JSON. */
export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Headers of all requests. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Everything that arrived, as text. */
  readonly text: () => string;
}

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, string | number | boolean>>;
}

interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly Record<string, never>[] }[];
  }[];
}

/** Starts a receiver on a port of its own. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const texts: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      headers.push(request.headers);
      response.setHeader('content-type', 'application/json').end('{}');
      if (request.url !== '/v1/traces' || request.headers['content-type'] !== 'application/json') return;
      const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
      texts.push(text);
      spans.push(...spansOf(JSON.parse(text) as Request));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    headers,
    text: () => texts.join('\n'),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const spansOf = ({ resourceSpans }: Request): ReceivedSpan[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map(({ parentSpanId = '', startTimeUnixNano, endTimeUnixNano, attributes, ...span }) => ({
        ...(span as Record<string, never>),
        parentSpanId: parentSpanId === '' ? undefined : parentSpanId,
        start: BigInt(startTimeUnixNano ?? 0),
        end: BigInt(endTimeUnixNano ?? 0),
        attributes: valuesOf(attributes ?? []),
        resource: valuesOf(resource.attributes),
      })),
    ),
  ) as unknown as ReceivedSpan[];

const valuesOf = (attributes: readonly Attribute[]): ReceivedSpan['attributes'] =>
  Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [kind, plain] = Object.entries(value)[0] ?? ['', ''];
      return [key, kind === 'intValue' ? Number(plain) : plain];
    }),
  );
