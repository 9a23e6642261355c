import { format } from 'node:util';

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
    ...METHODS.map((method) => replace(console, method, (...values) => record(format(...values)))),
    ...[process.stdout, process.stderr].map((stream) =>
      replace(stream, 'write', (chunk) => record(String(chunk))),
    ),
  ];
  return {
    printed,
    stop() {
      for (const restore of restores) restore();
    },
  };
}

/** Calls a function before a method, and returns what puts the method back. */
function replace<Name extends string>(
  owner: { [Key in Name]: (...given: never[]) => unknown },
  name: Name,
  before: (...given: unknown[]) => void,
): () => void {
  const original = owner[name];
  const replacement = (...given: never[]): unknown => {
    before(...given);
    return original.apply(owner, given);
  };
  owner[name] = replacement;
  return () => {
    if (owner[name] === replacement) owner[name] = original;
  };
}
