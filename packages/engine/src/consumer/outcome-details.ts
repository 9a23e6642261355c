import type { TaskError, TaskResult } from '@poppobuilder/core';

/** The outcome of an attempt, with its result, error or reason. */
export type OutcomeDetails =
  | { readonly outcome: 'succeeded'; readonly result: TaskResult }
  | { readonly outcome: 'failed'; readonly error: TaskError }
  /** Handed back: another consumer starts the task again. */
  | { readonly outcome: 'released' }
  | {
      readonly outcome: 'cancelled' | 'expired';
      readonly reason: string;
      readonly error?: TaskError | undefined;
    };
