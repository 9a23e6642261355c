import type { ProcessEnd } from '@poppobuilder/core';
import type { RateLimitEvent, ResultEvent } from '../stream/stream-events.ts';
import type { MeterReading } from './usage-meter.ts';

/** Which clock stopped the agent, or that its model's API refused its credentials. */
export type StoppedBy = 'idle' | 'timeout' | 'after-result' | 'refused';

/** How one start of the agent went: what its outcome is judged by. */
export interface AgentRun {
  readonly end: ProcessEnd;
  readonly stoppedBy: StoppedBy | undefined;
  /** The last `result` event. */
  readonly result: ResultEvent | undefined;
  /** Whether the agent went on after it, as it does when a command ended in the background, and gave no other. */
  readonly wentOn: boolean;
  readonly sessionId: string | undefined;
  /** Whether a session began. */
  readonly begun: boolean;
  /** The CLI's own word for the last failed request, such as `authentication_failed`. */
  readonly apiError: string | undefined;
  /** The last word on what the account may still use. */
  readonly rateLimit: RateLimitEvent | undefined;
  /** The end of its standard error, masked. */
  readonly stderr: string;
  readonly reading: MeterReading;
}
