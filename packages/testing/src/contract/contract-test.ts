import type { ExampleContext } from './example-context.ts';

/** A test that every example of every plugin must pass. */
export interface ContractTest {
  readonly title: string;
  /** Rejects with an error that names the problem when the plugin does not pass. */
  readonly verify: (context: ExampleContext) => Promise<void>;
}

/** Fails a test with what is wrong, and what to do about it. */
export function fail(problem: string, cause?: unknown): never {
  throw new Error(problem, cause === undefined ? undefined : { cause });
}
