import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { RateLimit } from './rate-limit.ts';

/** What happens to earlier tasks with the same `concurrencyKey`. */
export type Collapse =
  /** Those that wait are cancelled; one that runs continues. */
  | 'keep-latest'
  /** Those that wait are cancelled, and so is one that runs. */
  | 'cancel-in-progress'
  /** Those that wait are cancelled. This one starts after the delay, in milliseconds, unless another one follows. */
  | { readonly debounce: number };

/** Options of a submission that control when tasks start. */
export interface FlowControlOptions {
  /** The weight of its project among projects with waiting tasks. @defaultValue that of the project, else 1 */
  readonly weight?: number | undefined;
  /** How many tasks with a key run at the same time; a limit of the project applies as well. */
  readonly concurrency?: ConcurrencyLimit | undefined;
  /** How many tasks with a key start within a period. Replaces the rate of the project. */
  readonly rate?: RateLimit | undefined;
  /** Replaces earlier tasks; needs a `concurrencyKey`. */
  readonly collapse?: Collapse | undefined;
}
