import type { CliRun } from '@poppobuilder/agent/provider-kit';
import type { ProcessEnd } from '@poppobuilder/core';
import type { StoppedBy } from '../run-clocks.ts';

/** One run of the CLI, from which its outcome is determined. */
export interface CodexRun extends CliRun {
  readonly end: ProcessEnd;
  readonly stoppedBy: StoppedBy | undefined;
  /** Whether the agent answered. */
  readonly isCompleted: boolean;
  /** What it said last. */
  readonly answer: string;
  /** Why the run failed, as the CLI says. */
  readonly failure: string | undefined;
  /** Whether there was something to sign in with. */
  readonly hasCredentials: boolean;
  /** The end of its standard error, masked. */
  readonly stderr: string;
}
