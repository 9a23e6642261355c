import type { TokenUsage } from '@poppobuilder/core';
import type { ModelUsage } from '../coding-agent.ts';

/** The usage of one run of an agent. */
export interface MeterReading {
  readonly usage: TokenUsage;
  /** US dollars. */
  readonly costUsd: number;
  readonly modelUsage: Readonly<Record<string, ModelUsage>>;
  readonly turns: number;
  /** Whether part of it is an estimate. */
  readonly estimated: boolean;
}

/** What is known of every run of a command line, whichever agent it is. */
export interface CliRun {
  readonly sessionId: string | undefined;
  /** Whether a session was started. */
  readonly hasStarted: boolean;
  readonly reading: MeterReading;
}
