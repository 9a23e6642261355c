import type { TaskError, TaskResult } from '@poppobuilder/core';

/** The outcome of an attempt, with its result, error or reason. */
export type OutcomeDetails =
  | { readonly outcome: 'succeeded'; readonly result: TaskResult }
  | { readonly outcome: 'failed'; readonly error: TaskError }
  /** Handed back without being counted: because of its error, or of a hold. */
  | { readonly outcome: 'deferred'; readonly error: TaskError; readonly reason?: undefined }
  | { readonly outcome: 'deferred'; readonly reason: string; readonly error?: undefined }
  /** Handed back: another consumer starts the task again. */
  | { readonly outcome: 'released' }
  | {
      readonly outcome: 'cancelled' | 'expired';
      readonly reason: string;
      readonly error?: TaskError | undefined;
    };
