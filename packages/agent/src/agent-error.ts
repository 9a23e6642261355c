import {
  type ErrorCode,
  type ErrorCodeTraits,
  TaskError,
  type TaskErrorOptions,
  type TokenUsage,
} from '@poppobuilder/core';
import { registerErrorClass, registerErrorCodes } from '@poppobuilder/core/runner-kit';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly AGENT_FAILED: true;
    readonly AGENT_UNSUPPORTED: true;
    readonly NO_PROGRESS: true;
  }
}

/** The error codes of this package. */
export const AGENT_ERROR_CODES: Readonly<
  Record<'AGENT_FAILED' | 'AGENT_UNSUPPORTED' | 'NO_PROGRESS', ErrorCodeTraits>
> = registerErrorCodes({
  AGENT_FAILED: { exitCode: 1, retryable: false, meaning: 'The coding agent failed.' },
  AGENT_UNSUPPORTED: {
    exitCode: 2,
    retryable: false,
    meaning: 'The coding agent cannot do what the task or the configuration demands.',
  },
  NO_PROGRESS: {
    exitCode: 1,
    retryable: false,
    meaning: 'Attempts with a coding agent fail without getting any further.',
  },
});

/** What an {@link AgentError} adds to a `TaskError`: what the attempt cost, so that no budget leaks. */
export interface AgentErrorFields {
  /** Tokens of this attempt alone. */
  readonly usage?: TokenUsage | undefined;
  /** US dollars of this attempt alone; estimated when the agent was killed. */
  readonly costUsd?: number | undefined;
  /** Whether `usage` and `costUsd` are estimates, because the agent ended without reporting them. */
  readonly estimated?: boolean | undefined;
  readonly sessionId?: string | undefined;
  readonly turns?: number | undefined;
}

type AgentErrorOptions = Omit<TaskErrorOptions, 'code'> & AgentErrorFields & { readonly code?: ErrorCode };

/** A spread, unlike a look at one field, takes what is no object: `TaskError` then says what is wrong with it. */
const withCode = (options: AgentErrorOptions): TaskErrorOptions => {
  const { code = 'AGENT_FAILED', ...others } = { ...options };
  return { ...others, code };
};

/** A coding agent that did not do its work. */
export class AgentError extends TaskError {
  declare readonly usage?: TokenUsage;
  declare readonly costUsd?: number;
  declare readonly estimated?: boolean;
  declare readonly sessionId?: string;
  declare readonly turns?: number;

  constructor(options: AgentErrorOptions) {
    super(withCode(options));
    this.name = 'AgentError';
    const { usage, costUsd, estimated, sessionId, turns } = options;
    const fields = { usage, costUsd, estimated, sessionId, turns };
    for (const [name, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      Object.defineProperty(this, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }
}

const TOKENS = ['inputTokens', 'outputTokens', 'cacheCreationInputTokens', 'cacheReadInputTokens'] as const;

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isText = (value: unknown): boolean => typeof value === 'string';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isUsage = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  TOKENS.every((name) => isNumber((value as Partial<TokenUsage>)[name]));

registerErrorClass('AgentError', {
  create: (message) => new AgentError({ message }),
  fields: { usage: isUsage, costUsd: isNumber, estimated: isFlag, sessionId: isText, turns: isNumber },
});
