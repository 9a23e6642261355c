/**
 * Sends the traces of PoppoBuilder tasks to an OpenTelemetry collector, as the standard environment variables say.
 *
 * @packageDocumentation
 */

export { startTelemetry, type Telemetry, type TelemetryOptions } from './start-telemetry.ts';
