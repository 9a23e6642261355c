import type { ErrorCode } from '@poppobuilder/core';
import type { AgentOptions } from '../claude/agent-options.ts';

/** Why a run failed. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly retryable: boolean;
  /** Milliseconds after which another run may succeed, where that is known. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** What a run is judged with. */
export type JudgedOptions = Pick<
  AgentOptions,
  'command' | 'cwd' | 'sessionId' | 'idleTimeout' | 'timeout' | 'jsonSchema' | 'denials'
>;
