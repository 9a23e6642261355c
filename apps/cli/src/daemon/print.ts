import { Output } from '../output/output.ts';

/** Writes what a command has to say. */
export interface Printer {
  /** Writes values as JSON, one a line. */
  json(...values: readonly unknown[]): void;
  /** Writes lines for people. */
  lines(...lines: readonly string[]): void;
  /** Whether whoever reads it has gone. */
  readonly broken: AbortSignal;
  /** Resolves when everything is written. */
  flush(): Promise<void>;
}

/** Creates the printer of standard output. */
export function createPrinter(): Printer {
  const output = new Output(process.stdout);
  return {
    json: (...values) => {
      for (const value of values) output.write(`${JSON.stringify(value)}\n`);
    },
    lines: (...lines) => {
      for (const line of lines) output.write(`${line}\n`);
    },
    broken: output.broken,
    flush: async () => output.flush(),
  };
}
