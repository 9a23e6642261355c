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
 * The variables are read from `process.env`. Never rejects because of them: `onWarning` gets what is wrong.
 */
export async function startTelemetry(options: TelemetryOptions = {}): Promise<Telemetry | undefined> {
  const { onWarning = ignore } = options;
  const settings = readSettings(process.env, onWarning);
  if (settings === undefined) return undefined;
  const { startOtlp } = await import('./otlp/start-otlp.ts');
  return startOtlp(settings, options);
}

const ignore = (): void => undefined;
