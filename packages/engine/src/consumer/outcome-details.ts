import type { TaskError, TaskResult } from '@poppobuilder/core';
import type { HeldAttempt } from './held-attempt.ts';

/** The outcome of an attempt, with its result, error or reason. */
export type OutcomeDetails =
  | {
      readonly outcome: 'succeeded';
      readonly result: TaskResult;
      /** Records it together with what the task gave. False when another consumer has taken over the task. */
      readonly record?: ((attempt: HeldAttempt) => Promise<boolean>) | undefined;
    }
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
