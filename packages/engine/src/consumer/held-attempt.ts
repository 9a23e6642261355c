/** An attempt whose lease this process holds. */
export interface HeldAttempt {
  readonly queue: string;
  readonly jobId: string;
  readonly retryCount: number;
}
