import { expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };

function read(environment: Readonly<Record<string, string>>): {
  readonly settings: ReturnType<typeof readSettings>;
  readonly warnings: readonly string[];
} {
  const warnings: string[] = [];
  const settings = readSettings(environment, (sentence) => warnings.push(sentence));
  return { settings, warnings };
}

it.each([
  ['nothing is set', {}],
  ['only a name is set', { OTEL_SERVICE_NAME: 'shop' }],
  ['the SDK is disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }],
  ['traces are sent nowhere', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }],
])('no traces are sent when %s', (_name, environment) => {
  expect(read(environment)).toEqual({ settings: undefined, warnings: [] });
});

it.each([
  ENDPOINT,
  { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:4318/v1/traces' },
  { OTEL_TRACES_EXPORTER: 'otlp' },
])('traces are sent for %o, all of them and as protobuf', (environment) => {
  expect(read(environment)).toMatchObject({
    settings: { protocol: 'http/protobuf', ratio: 1, scheduleDelay: 5_000, maxBatchSize: 512 },
    warnings: [],
  });
});

it('a part of the traces is recorded, and sent as the variables say', () => {
  const { settings, warnings } = read({
    ...ENDPOINT,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_BSP_SCHEDULE_DELAY: '100',
    OTEL_BSP_MAX_QUEUE_SIZE: '10',
  });
  expect(settings).toMatchObject({
    protocol: 'http/json',
    ratio: 0.25,
    scheduleDelay: 100,
    maxQueueSize: 10,
  });
  expect(warnings).toEqual([]);
});

it.each([
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /OTEL_TRACES_EXPORTER is "zipkin"/, false],
  [{ ...ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /use "http\/protobuf" or "http\/json"/, false],
  [{ ...ENDPOINT, OTEL_TRACES_SAMPLER: 'jaeger_remote' }, /OTEL_TRACES_SAMPLER is "jaeger_remote"/, true],
  [{ ...ENDPOINT, OTEL_BSP_SCHEDULE_DELAY: 'soon' }, /OTEL_BSP_SCHEDULE_DELAY is "soon"/, true],
])('%o gives one warning', (environment, warning, isOn) => {
  const { settings, warnings } = read(environment);
  expect(settings !== undefined).toBe(isOn);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(warning);
});
