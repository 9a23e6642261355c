import type { Telemetry } from '@poppobuilder/telemetry';
import type { DaemonLog } from './daemon-options.ts';

/** Starts to send traces where the environment of this process asks for them. Otherwise nothing is loaded. */
export async function openTelemetry(version: string, log: DaemonLog): Promise<Telemetry | undefined> {
  if (!Object.keys(process.env).some((name) => name.startsWith('OTEL_'))) return undefined;
  const { startTelemetry } = await import('@poppobuilder/telemetry');
  return startTelemetry({
    serviceName: 'poppobuilder-daemon',
    serviceVersion: version,
    onWarning: (sentence) => log.warn(sentence),
  });
}
