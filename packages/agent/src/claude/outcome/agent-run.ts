import type { ProcessEnd } from '@poppobuilder/core';
import type { CliRun } from '../../cli/agent-run.ts';
import type { RateLimitEvent, ResultEvent } from '../stream/stream-events.ts';

/** Why the agent was stopped: a timeout, or rejected credentials. */
export type StoppedBy = 'idle' | 'timeout' | 'after-result' | 'refused';

/** One run of the agent, from which its outcome is determined. */
export interface AgentRun extends CliRun {
  readonly end: ProcessEnd;
  readonly stoppedBy: StoppedBy | undefined;
  /** The last `result` event. */
  readonly result: ResultEvent | undefined;
  /** Whether the agent continued after it without another result, as it does when a background command has ended. */
  readonly isContinuing: boolean;
  /** The CLI's own code for the last failed request, such as `authentication_failed`. */
  readonly apiError: string | undefined;
  /** The last report on the account's usage limit. */
  readonly rateLimit: RateLimitEvent | undefined;
  /** The end of its standard error, masked. */
  readonly stderr: string;
}
