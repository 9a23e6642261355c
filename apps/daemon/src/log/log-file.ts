import { basename, dirname } from 'node:path';
import { parseSize } from '@poppobuilder/core';
import { createStream } from 'rotating-file-stream';
import type { LogConfiguration } from '../configuration/log-configuration.ts';
import type { DaemonLog } from '../lifecycle/daemon-options.ts';

/** A log that is written to a file. */
export interface LogFile extends DaemonLog {
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/**
 * Opens a log that is written to a file, which only this user may read. A file that has become too large is compressed and put
 * aside as `<file>.1.gz`, and the oldest of these is deleted, so that the log does not grow.
 */
export function openLogFile(
  file: string,
  { maxSize, maxFiles }: LogConfiguration,
  onError: (error: Error) => void = () => undefined,
): LogFile {
  const stream = createStream(basename(file), {
    path: dirname(file),
    size: `${parseSize(maxSize) ?? 1}B`,
    rotate: maxFiles,
    compress: 'gzip',
    mode: 0o600,
  });
  // A full disk must not end the daemon.
  stream.on('error', onError);
  stream.on('warning', onError);
  const write = (level: string, message: string): void =>
    void stream.write(`${new Date().toISOString()} ${level} ${message}\n`);
  return {
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      stream.end(resolve);
      await promise;
    },
  };
}
