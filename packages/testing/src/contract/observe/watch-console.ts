import { format } from 'node:util';
import { callBefore } from './call-before.ts';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Collects what is printed while `isWatched` says so; it is printed all the same. */
export function watchConsole(isWatched: () => boolean): {
  readonly printed: string[];
  readonly stop: () => void;
} {
  const printed: string[] = [];
  const record = (text: string): void => {
    if (isWatched()) printed.push(text);
  };
  const restores = [
    // A test framework may have put another console in place, which does not write to these streams.
    ...METHODS.map((method) => callBefore(console, method, (...values) => record(format(...values)))),
    ...[process.stdout, process.stderr].map((stream) =>
      callBefore(stream, 'write', (chunk) => record(String(chunk))),
    ),
  ];
  return {
    printed,
    stop() {
      for (const restore of restores) restore();
    },
  };
}
