import type { ErrorCode } from '@poppobuilder/core';
import type { AgentOptions } from '../agent-options.ts';

/** The failure of a run. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly retryable: boolean;
  /** Delay after which another run may succeed, if known. In milliseconds. */
  readonly retryAfter?: number;
  /** When the limit of the account resets, if known. In milliseconds since the epoch. */
  readonly resetsAt?: number | undefined;
  /** Whether the task only has to wait. */
  readonly deferred?: boolean;
  readonly cause?: unknown;
}

/** The options that affect the outcome of a run. */
export type JudgedOptions = Pick<
  AgentOptions,
  'cwd' | 'sessionId' | 'idleTimeout' | 'timeout' | 'jsonSchema' | 'denials'
> & { readonly command: string };
