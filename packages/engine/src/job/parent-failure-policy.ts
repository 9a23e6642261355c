/** What happens to a task when a task that it depends on fails, is cancelled or expires. */
export type ParentFailurePolicy =
  /** It fails as well, with `DEPENDENCY_FAILED`. */
  | 'fail'
  /** It is cancelled. */
  | 'skip'
  /** It runs anyway. */
  | 'run';
