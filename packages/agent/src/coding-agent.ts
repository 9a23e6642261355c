import type { TokenUsage } from '@poppobuilder/core';
import type { AgentCapabilities, Effort, PermissionMode } from './capabilities.ts';

/** What happens when a tool was denied. */
export type DenialPolicy = 'report' | 'fail';

/** Work for a coding agent. Omitted fields default to the project's `agent` configuration. */
export interface AgentRequest {
  /** The instructions. They are passed on standard input, so their length is not limited by the operating system. */
  readonly prompt: string;
  /** Session to continue. If it does not exist, a new one is started and a warning is logged. */
  readonly sessionId?: string | undefined;
  readonly model?: string | undefined;
  /** Model for requests that the first one is too busy for. */
  readonly fallbackModel?: string | undefined;
  /** How much the model thinks. */
  readonly effort?: Effort | undefined;
  /** Tools that may be used without asking, such as `Bash(npm test)`, within the project's limit. */
  readonly allowedTools?: readonly string[] | undefined;
  /** Tools that may never be used, in addition to those of the project. */
  readonly disallowedTools?: readonly string[] | undefined;
  /** `bypassPermissions` requires the same in the project's configuration. @defaultValue 'acceptEdits' */
  readonly permissionMode?: PermissionMode | undefined;
  /** Maximum number of turns, within the project's limit. */
  readonly maxTurns?: number | undefined;
  /** Maximum cost, within the project's limit. Checked after each request, so it may be exceeded. In US dollars. */
  readonly maxBudgetUsd?: number | undefined;
  /** Addition to the system prompt, at most 32 KiB. */
  readonly appendSystemPrompt?: string | undefined;
  /** JSON Schema of the answer. A run whose answer does not match fails. */
  readonly jsonSchema?: Readonly<Record<string, unknown>> | undefined;
  /** Absolute path of the working directory. @defaultValue the task's working directory */
  readonly cwd?: string | undefined;
  /** The project's instructions to the agent. @defaultValue those of the agent's `instructionFiles` that the folder has */
  readonly projectInstructions?: string | undefined;
  /** Longest time without output while no tool runs. In milliseconds. @defaultValue 300000 (5 minutes) */
  readonly idleTimeout?: number | undefined;
  /** Longest time for background commands after the answer. In milliseconds. @defaultValue 60000 (1 minute) */
  readonly backgroundTimeout?: number | undefined;
  /** Longest time for the whole run. In milliseconds. @defaultValue the rest of the task's own timeout */
  readonly timeout?: number | undefined;
  /**
   * Whether a denied tool fails the run, or is reported as a warning and in the result.
   *
   * @defaultValue 'report', because agents often reach the goal another way after a denial
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

/** The result of a coding agent, with the project's secrets masked. */
export interface AgentResult {
  /** The agent's last answer. */
  readonly output: string;
  /** Pass it as `sessionId` to continue. */
  readonly sessionId: string;
  /** Whether the requested session was continued. */
  readonly resumed: boolean;
  /** Tokens of this run alone, even if it continued a session. */
  readonly usage: TokenUsage;
  /** Cost of this run alone. In US dollars. */
  readonly costUsd: number;
  /** Whether part of `usage` and `costUsd` is an estimate: the agent was stopped after its answer, or reports no cost. */
  readonly estimated: boolean;
  readonly turns: number;
  /** The answer in the form of `jsonSchema`. */
  readonly structuredOutput?: unknown;
  readonly permissionDenials: readonly PermissionDenial[];
  readonly modelUsage: Readonly<Record<string, ModelUsage>>;
}

/** A run of a coding agent. */
export interface AgentRun {
  /** Rejects as {@link CodingAgent.run} does. */
  readonly result: Promise<AgentResult>;
  /**
   * Sends the agent a message, which it reads with the next request to its model. Resolves whether it could still be sent:
   * not after the answer. Rejects with `AGENT_UNSUPPORTED` where the agent takes no messages.
   */
  send(message: string): Promise<boolean>;
}

/** A coding agent that works in the project. */
export interface CodingAgent {
  /** Name of the agent, as `agent.provider` has it. */
  readonly name: string;
  readonly capabilities: AgentCapabilities;
  /** Files in which a project instructs this agent, relative to its folder. */
  readonly instructionFiles: readonly string[];
  /**
   * Runs the agent until it has answered and all its child processes have exited.
   *
   * Rejects with an `AgentError`: `RATE_LIMITED`, `USAGE_LIMIT`, `BUDGET_EXCEEDED`, `MISSING_CREDENTIALS`,
   * `PERMISSION_DENIED` for a mode that the project does not allow, `AGENT_UNSUPPORTED` for what the agent cannot do, `COMPONENT_FAILED` when the agent could not be
   * started, the task's own code when the task is stopped, else `AGENT_FAILED`.
   */
  run(request: AgentRequest): Promise<AgentResult>;
  /** Begins a run to which messages can be sent. */
  begin(request: AgentRequest): AgentRun;
}
