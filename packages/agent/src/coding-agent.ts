import type { TokenUsage } from '@poppobuilder/core';
import type { AgentConfig } from './agent-config.ts';

/** What the agent may do unasked. */
export type PermissionMode = NonNullable<AgentConfig['permissionMode']>;

/** What happens with a run in which a tool was denied. */
export type DenialPolicy = 'report' | 'fail';

/** One piece of work for a coding agent. What is left out comes from the project's `agent` configuration. */
export interface AgentRequest {
  /** What to do. Handed over by standard input, so its length has no limit of the system's. */
  readonly prompt: string;
  /** Continues this session; when it does not exist, a new one is started and a warning says so. */
  readonly sessionId?: string | undefined;
  readonly model?: string | undefined;
  /** Tools that may be used without asking, such as `Bash(npm test)`; the project's tool limit still holds. */
  readonly allowedTools?: readonly string[] | undefined;
  /** `bypassPermissions` only where the project's configuration has it. @defaultValue 'acceptEdits' */
  readonly permissionMode?: PermissionMode | undefined;
  /** Most turns; never more than the project's configuration allows. */
  readonly maxTurns?: number | undefined;
  /** Most US dollars; never more than the project's configuration allows. Reached only after the spend. */
  readonly maxBudgetUsd?: number | undefined;
  /** More text for the system prompt, at most 32 KiB. */
  readonly appendSystemPrompt?: string | undefined;
  /** JSON Schema of the answer; a run that does not meet it fails. */
  readonly jsonSchema?: Readonly<Record<string, unknown>> | undefined;
  /** Absolute path of the folder it works in. @defaultValue the task's working directory */
  readonly cwd?: string | undefined;
  /** The project's instructions to the agent. @defaultValue `CLAUDE.md` and `.claude/CLAUDE.md` of the folder */
  readonly projectInstructions?: string | undefined;
  /** Milliseconds without a sign of life, while no tool runs, until the agent is stopped. @defaultValue 300000 (5 minutes) */
  readonly idleTimeout?: number | undefined;
  /** Milliseconds that commands in the background may go on after the answer. @defaultValue 60000 (1 minute) */
  readonly backgroundTimeout?: number | undefined;
  /** Milliseconds for the whole run. @defaultValue what is left of the task's own timeout */
  readonly timeout?: number | undefined;
  /**
   * Whether a denied tool fails the run, or is a warning and part of the result.
   *
   * @defaultValue 'report': agents often try a tool, are refused, and reach the goal another way
   */
  readonly denials?: DenialPolicy | undefined;
}

/** A tool call that was denied. */
export interface PermissionDenial {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Tokens and cost of one model. */
export interface ModelUsage extends TokenUsage {
  readonly costUsd: number;
}

/** What a coding agent did. Secrets of the project are masked in it. */
export interface AgentResult {
  /** The agent's last answer. */
  readonly output: string;
  /** Hand it over as `sessionId` to go on. */
  readonly sessionId: string;
  /** Whether the session that was asked for went on; false when there was none to go on. */
  readonly resumed: boolean;
  /** Tokens of this run alone, also when it went on with a session. */
  readonly usage: TokenUsage;
  /** US dollars of this run alone. */
  readonly costUsd: number;
  /** Whether a part of `usage` and `costUsd` is an estimate, because the agent was stopped after its answer. */
  readonly estimated: boolean;
  readonly turns: number;
  /** What `jsonSchema` asked for. */
  readonly structuredOutput?: unknown;
  readonly permissionDenials: readonly PermissionDenial[];
  readonly modelUsage: Readonly<Record<string, ModelUsage>>;
}

/** Lets a coding agent work in the project. */
export interface CodingAgent {
  /**
   * Runs the agent until it has answered and nothing that it started is left.
   *
   * Rejects with an `AgentError`: `RATE_LIMITED`, `USAGE_LIMIT`, `BUDGET_EXCEEDED`, `MISSING_CREDENTIALS`,
   * `PERMISSION_DENIED` for a mode that the project does not allow, `COMPONENT_FAILED` when the agent could not be
   * started, the task's own code when the task is stopped, else `AGENT_FAILED`.
   */
  run(request: AgentRequest): Promise<AgentResult>;
}
