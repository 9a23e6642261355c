import type { ErrorCode } from './codes.ts';
import { setFields, TaskError, type TaskErrorOptions } from './task-error.ts';

/** Tokens that a coding agent used. */
export interface AgentUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheCreationInputTokens: number;
  readonly cacheReadInputTokens: number;
}

/** What an {@link AgentError} adds to a {@link TaskError}: what the attempt cost, so that no budget leaks. */
export interface AgentErrorFields {
  /** Tokens of this attempt alone. */
  readonly usage?: AgentUsage | undefined;
  /** US dollars of this attempt alone; estimated when the agent was killed. */
  readonly costUsd?: number | undefined;
  /** Whether `usage` and `costUsd` are estimates, because the agent ended without telling. */
  readonly estimated?: boolean | undefined;
  readonly sessionId?: string | undefined;
  readonly turns?: number | undefined;
}

/** A coding agent that did not do its work. */
export class AgentError extends TaskError {
  declare readonly usage?: AgentUsage;
  declare readonly costUsd?: number;
  declare readonly estimated?: boolean;
  declare readonly sessionId?: string;
  declare readonly turns?: number;

  constructor(options: Omit<TaskErrorOptions, 'code'> & AgentErrorFields & { readonly code?: ErrorCode }) {
    super({ ...options, code: options.code ?? 'AGENT_FAILED' });
    this.name = 'AgentError';
    const { usage, costUsd, estimated, sessionId, turns } = options;
    setFields(this, { usage, costUsd, estimated, sessionId, turns });
  }
}
