import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { RateLimit } from './rate-limit.ts';

/** What becomes of earlier tasks of the same `concurrencyKey` that have not started. */
export type Collapse =
  /** They are cancelled; one that runs goes on. */
  | 'keep-latest'
  /** They are cancelled, and so is the one that runs. */
  | 'cancel-in-progress'
  /** They are cancelled, and this one starts after so many milliseconds if no other one follows. */
  | { readonly debounce: number };

/** What may be said of a task's flow when it is submitted. */
export interface FlowControlOptions {
  /** The share of its project beside other projects that have something to do. @defaultValue that of the project, 1 */
  readonly weight?: number | undefined;
  /** How many tasks with this key run at the same time; a limit of the project holds beside it. */
  readonly concurrency?: ConcurrencyLimit | undefined;
  /** How many tasks with this key start within some time; in place of that of the project. */
  readonly rate?: RateLimit | undefined;
  /** Takes the place of earlier tasks; needs a `concurrencyKey`. */
  readonly collapse?: Collapse | undefined;
}
