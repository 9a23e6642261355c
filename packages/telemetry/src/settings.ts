/** What the standard variables say of traces. */
export interface TraceSettings {
  readonly protocol: 'http/protobuf' | 'http/json';
  /** Part of the traces that are recorded: 1 is all. */
  readonly ratio: number;
  /** In milliseconds, as all times here. */
  readonly scheduleDelay: number;
  readonly exportTimeout: number;
  /** Spans that wait to be sent; more are dropped. */
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Warn = (sentence: string) => void;

const PROTOCOLS = ['http/protobuf', 'http/json'] as const;

/** Reads the variables. Returns `undefined` when they do not ask for traces, or for some that cannot be sent. */
export function readSettings(environment: Environment, onWarning: Warn): TraceSettings | undefined {
  if (!isEnabled(environment, onWarning)) return undefined;
  const protocol = readProtocol(environment, onWarning);
  if (protocol === undefined) return undefined;
  const number = (name: string, byDefault: number): number =>
    readNumber(environment, name, byDefault, onWarning);
  return {
    protocol,
    ratio: readRatio(environment, onWarning),
    scheduleDelay: number('OTEL_BSP_SCHEDULE_DELAY', 5_000),
    exportTimeout: number('OTEL_BSP_EXPORT_TIMEOUT', 30_000),
    maxQueueSize: number('OTEL_BSP_MAX_QUEUE_SIZE', 16_384),
    maxBatchSize: number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
  };
}

function isEnabled(environment: Environment, onWarning: Warn): boolean {
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  const exporter = environment['OTEL_TRACES_EXPORTER'] ?? '';
  if (exporter === 'otlp') return true;
  if (exporter !== '') {
    if (exporter !== 'none') {
      onWarning(`No traces are sent: OTEL_TRACES_EXPORTER is "${exporter}", and only "otlp" is supported.`);
    }
    return false;
  }
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: ofTraces = '', OTEL_EXPORTER_OTLP_ENDPOINT: ofAll = '' } =
    environment;
  return ofTraces !== '' || ofAll !== '';
}

function readProtocol(environment: Environment, onWarning: Warn): TraceSettings['protocol'] | undefined {
  const name = ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'].find(
    (variable) => (environment[variable] ?? '') !== '',
  );
  if (name === undefined) return 'http/protobuf';
  const protocol = PROTOCOLS.find((known) => known === environment[name]);
  if (protocol === undefined) {
    onWarning(`No traces are sent: ${name} is "${environment[name]}"; use "http/protobuf" or "http/json".`);
  }
  return protocol;
}

/** A parent always decides for what is below it, as with the `parentbased_` samplers. */
function readRatio(environment: Environment, onWarning: Warn): number {
  const sampler = environment['OTEL_TRACES_SAMPLER'] ?? '';
  const kind = sampler.replace(/^parentbased_/, '');
  if (kind === '' || kind === 'always_on') return 1;
  if (kind === 'always_off') return 0;
  if (kind === 'traceidratio') return readNumber(environment, 'OTEL_TRACES_SAMPLER_ARG', 1, onWarning, 1);
  onWarning(`All traces are recorded: OTEL_TRACES_SAMPLER is "${sampler}", which is not supported.`);
  return 1;
}

function readNumber(
  environment: Environment,
  name: string,
  byDefault: number,
  onWarning: Warn,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  const text = environment[name] ?? '';
  if (text === '') return byDefault;
  const number = Number(text);
  if (number >= 0 && number <= max) return number;
  onWarning(`${name} is "${text}", which is no number from 0 to ${max}; ${byDefault} is used.`);
  return byDefault;
}
