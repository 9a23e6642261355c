import { setTimeout as delay } from 'node:timers/promises';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace';
import { installTracing } from '@poppobuilder/core/runner-kit';
import type { TraceSettings } from '../settings.ts';
import type { Telemetry, TelemetryOptions } from '../start-telemetry.ts';
import { isSampled } from './is-sampled.ts';
import { openTraceContext } from './trace-context.ts';
import { readableSpan } from './readable-span.ts';
import { warnNowAndThen } from './warn-now-and-then.ts';

/** For how long a collector that does not answer may delay the end of the process. In milliseconds. */
const CLOSE_LIMIT = 2_000;

/** Installs what sends the spans of this process. */
export async function startOtlp(settings: TraceSettings, options: TelemetryOptions): Promise<Telemetry> {
  const { serviceName = 'poppobuilder', serviceVersion, onWarning } = options;
  const { protocol, ratio, scheduleDelay, exportTimeout, maxQueueSize, maxBatchSize } = settings;
  const warn = warnNowAndThen((reason) =>
    onWarning?.(`Traces could not be sent to the collector: ${reason}`),
  );
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const resource = resourceFromAttributes({
    'service.name': serviceName,
    ...(serviceVersion === undefined ? {} : { 'service.version': serviceVersion }),
  }).merge(detectResources({ detectors: [envDetector] }));
  await resource.waitForAsyncAttributes?.();
  const processor = new BatchSpanProcessor({
    exporter: await createExporter(protocol),
    scheduledDelayMillis: scheduleDelay,
    exportTimeoutMillis: exportTimeout,
    maxQueueSize,
    maxExportBatchSize: Math.min(maxBatchSize, maxQueueSize),
  });
  const { close: closeContext, ...context } = openTraceContext();
  installTracing({
    ...context,
    record: (span) => processor.onEnd(readableSpan(span, resource)),
    samples: (traceId) => isSampled(traceId, ratio),
  });
  return {
    flush: async () => processor.forceFlush().catch(warn),
    close: async () => {
      installTracing(undefined);
      closeContext();
      const stop = new AbortController();
      const limit = delay(CLOSE_LIMIT, undefined, { signal: stop.signal }).catch(ignore);
      await Promise.race([processor.shutdown().catch(warn), limit]);
      stop.abort();
      diag.disable();
    },
  };
}

/** Only the exporter that is used is loaded. It reads its endpoint, headers, timeout and compression from the environment. */
async function createExporter(protocol: TraceSettings['protocol']): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

const ignore = (): void => undefined;
