import { readSettings } from './settings.ts';

/** Options of {@link startTelemetry}. */
export interface TelemetryOptions {
  /** Name of the service where `OTEL_SERVICE_NAME` is not set. @defaultValue 'poppobuilder' */
  readonly serviceName?: string | undefined;
  /** Version of the service. @defaultValue none */
  readonly serviceVersion?: string | undefined;
  /** Receives what is wrong with the variables, and why spans could not be sent, as sentences. @defaultValue nobody */
  readonly onWarning?: ((sentence: string) => void) | undefined;
}

/** Traces that are being sent. */
export interface Telemetry {
  /** Sends what has not been sent. Never rejects. */
  flush(): Promise<void>;
  /** Ends tracing and sends what is left, for at most two seconds. Never rejects. */
  close(): Promise<void>;
}

/**
 * Starts to trace everything that this process and its workers do, if the environment asks for it: by
 * `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, or `OTEL_TRACES_EXPORTER=otlp`. Otherwise nothing is
 * loaded, and it resolves with `undefined`.
 *
 * The variables are read from `process.env`. Never rejects because of them: `onWarning` gets what is wrong. Rejects with
 * `INVALID_TASK` for other options.
 */
export async function startTelemetry(options: TelemetryOptions = {}): Promise<Telemetry | undefined> {
  assertOptions(options);
  const { onWarning = ignore } = options;
  const settings = readSettings(process.env, onWarning);
  if (settings === undefined) return undefined;
  const { startOtlp } = await import('./otlp/start-otlp.ts');
  return startOtlp(settings, options);
}

/** Each option with the type of its value. */
const OPTIONS: Readonly<Record<keyof TelemetryOptions, string>> = {
  serviceName: 'string',
  serviceVersion: 'string',
  onWarning: 'function',
};

function assertOptions(options: TelemetryOptions): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalidOptions('expected an object');
  }
  const types = new Map<string, string>(Object.entries(OPTIONS));
  for (const [name, value] of Object.entries(options)) {
    const type = types.get(name);
    if (type === undefined) throw invalidOptions(`${name} is not a known field`);
    if (value !== undefined && typeof value !== type) throw invalidOptions(`${name} must be a ${type}`);
  }
}

const invalidOptions = (problem: string): Error =>
  Object.assign(new TypeError(`The options of startTelemetry() are not valid: ${problem}.`), {
    code: 'INVALID_TASK',
  });

const ignore = (): void => undefined;
