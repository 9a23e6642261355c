import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, trace } from '@opentelemetry/api';
import { parseTraceparent, traced } from '@poppobuilder/core/runner-kit';
import { afterEach, expect, it, vi } from 'vitest';
import { isSampled } from './otlp/is-sampled.ts';
import { startTelemetry } from './start-telemetry.ts';

const servers: Server[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

interface Received {
  readonly url: string | undefined;
  readonly type: string | undefined;
  readonly body: Buffer;
}

/** Listens as a collector does. A silent one never answers. */
async function listen({ isSilent = false } = {}): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ url: request.url, type: request.headers['content-type'], body: Buffer.concat(chunks) });
      if (!isSilent) response.end('{}');
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

it('nothing is loaded and nothing is traced where the environment does not ask for it', async () => {
  expect(await startTelemetry()).toBeUndefined();
  expect(traced('outer', { root: true }, ({ traceparent }) => traceparent)).toBeUndefined();
});

it.each([
  ['http/json', 'application/json'],
  ['http/protobuf', 'application/x-protobuf'],
])('%s arrives as %s', async (protocol, type) => {
  const { url, received } = await listen();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', protocol);
  const telemetry = await startTelemetry({ serviceName: 'shop', serviceVersion: '1.2.3' });
  traced('a failed outer span', { root: true, kind: 'server', attributes: { count: 2 } }, (span) => {
    span.fail(new RangeError('It failed.'));
  });
  await telemetry?.flush();
  await telemetry?.close();
  expect(received).toMatchObject([{ url: '/v1/traces', type }]);
  const text = received[0]?.body.toString() ?? '';
  for (const part of ['a failed outer span', 'shop', '1.2.3', 'RangeError']) expect(text).toContain(part);
  expect(text).not.toContain('It failed.');
});

it("what a library traces by OpenTelemetry's API lies in the same trace", async () => {
  const { url } = await listen();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  const telemetry = await startTelemetry();
  await traced('outer', { root: true }, async ({ traceparent }) => {
    await Promise.resolve();
    const place = parseTraceparent(traceparent);
    expect(trace.getSpanContext(context.active())).toMatchObject({
      traceId: place?.traceId,
      spanId: place?.spanId,
    });
  });
  await telemetry?.close();
  expect(trace.getSpanContext(context.active())).toBeUndefined();
});

it('a collector that never answers does not keep the process', async () => {
  const { url, received } = await listen({ isSilent: true });
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url);
  const telemetry = await startTelemetry();
  traced('outer', { root: true }, () => undefined);
  await telemetry?.close();
  expect(received).toHaveLength(1);
});

it('a collector that is not there is reported once', async () => {
  const { url } = await listen();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', url.replace('//', '//user:password@'));
  vi.stubEnv('OTEL_EXPORTER_OTLP_TIMEOUT', '200');
  const warnings: string[] = [];
  const telemetry = await startTelemetry({ onWarning: (sentence) => warnings.push(sentence) });
  for (let count = 0; count < 3; count += 1) {
    traced('outer', { root: true }, () => undefined);
    await telemetry?.flush();
  }
  await telemetry?.close();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^Traces could not be sent to the collector: /);
  expect(warnings[0]).not.toContain('password');
});

it('the part of the traces that is recorded follows from their ids alone', () => {
  const ids = Array.from(
    { length: 1_000 },
    (_, index) =>
      `${'a'.repeat(16)}${Math.floor((index / 1_000) * 16 ** 13)
        .toString(16)
        .padStart(16, '0')}`,
  );
  expect(ids.filter((id) => isSampled(id, 0.25))).toHaveLength(250);
  expect(ids.filter((id) => isSampled(id, 1))).toHaveLength(1_000);
  expect(ids.filter((id) => isSampled(id, 0))).toHaveLength(0);
});
