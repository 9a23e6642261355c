import type { Telemetry } from '@poppobuilder/telemetry';
import { readVersion } from '../read-version.ts';

/** Starts to send traces where the environment of this process asks for them. Otherwise nothing is loaded. */
export async function openTelemetry(onWarning: (sentence: string) => void): Promise<Telemetry | undefined> {
  if (!Object.keys(process.env).some((name) => name.startsWith('OTEL_'))) return undefined;
  const { startTelemetry } = await import('@poppobuilder/telemetry');
  return startTelemetry({ serviceName: 'poppobuilder', serviceVersion: readVersion(), onWarning });
}
