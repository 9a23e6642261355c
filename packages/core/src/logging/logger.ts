import { describeAsText } from '../errors/describe-value.ts';
import { createServiceToken, type ServiceToken } from '../services/service-token.ts';

/** How serious a log line is. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Fields of a log line. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Writes one line: a message, or fields and a message. Never throws. */
export interface LogMethod {
  (message: string): void;
  (fields: LogFields, message: string): void;
}

/** Logs to the project's `.poppo/logs`, masked, and to the task's `log` events; bound to the task it works for. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
}

/** Writes one line of a log. What it throws is caught by its caller. */
export type LogSink = (level: LogLevel, message: string, fields: LogFields) => void;

/** Token of {@link Logger}. */
export const Logger: ServiceToken<Logger> = createServiceToken<Logger>({
  id: '@poppobuilder/core/Logger',
  scope: 'task',
  component: 'logger',
});

/** Creates a logger that writes to sinks; one that throws affects neither the caller nor the other sinks. */
export function createLogger(sinks: readonly LogSink[]): Logger {
  const at =
    (level: LogLevel): LogMethod =>
    (first: string | LogFields, second: unknown = ''): void => {
      const [fields, message] = typeof first === 'string' ? [{}, first] : [first, describeAsText(second)];
      for (const sink of sinks) {
        try {
          sink(level, message, fields);
        } catch {
          // A log that cannot be written is no reason to fail the work that it reports.
        }
      }
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
