import { format } from 'node:util';

const METHODS = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Collects what is printed by the console while `isWatched` says so; it is printed all the same. */
export function watchConsole(isWatched: () => boolean): {
  readonly printed: string[];
  readonly stop: () => void;
} {
  const printed: string[] = [];
  const originals = METHODS.map((method) => {
    const original = console[method];
    const watched = (...values: unknown[]): void => {
      if (isWatched()) printed.push(format(...values));
      original.apply(console, values);
    };
    console[method] = watched;
    return () => {
      if (console[method] === watched) console[method] = original;
    };
  });
  return {
    printed,
    stop() {
      for (const restore of originals) restore();
    },
  };
}
