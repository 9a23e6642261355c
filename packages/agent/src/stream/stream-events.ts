import type { TokenUsage } from '@poppobuilder/core';
import type { ModelUsage, PermissionDenial } from '../coding-agent.ts';

/** The session has begun. Not always the first event. */
export interface InitEvent {
  readonly type: 'init';
  readonly sessionId: string;
  readonly model: string | undefined;
}

/** A piece of the agent's answer: text, or the use of a tool. */
export interface AssistantEvent {
  readonly type: 'assistant';
  /** Pieces of one answer share its id. */
  readonly messageId: string;
  readonly model: string;
  readonly content: readonly AssistantContent[];
  /** As the answer began: its count of output tokens is not final. */
  readonly usage: TokenUsage;
  /** Set when the text is the CLI's own report of a failed request. */
  readonly error: string | undefined;
  readonly parentToolUseId: string | undefined;
}

/** What an {@link AssistantEvent} holds. */
export type AssistantContent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'tool_use';
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
    }
  | { readonly type: 'other' };

/** A piece of an answer on its way. Its content follows whole in an {@link AssistantEvent}. */
interface PartialEvent {
  readonly type: 'partial';
}

/** Results of tools went to the model. */
export interface ToolResultEvent {
  readonly type: 'tool-result';
  readonly toolUseIds: readonly string[];
}

/** A request failed and is sent again. */
export interface ApiRetryEvent {
  readonly type: 'api-retry';
  readonly attempt: number;
  readonly maxRetries: number;
  /** Milliseconds. */
  readonly delay: number;
  /** Absent when there was no answer at all. */
  readonly status: number | undefined;
}

/** A tool was denied. */
export interface PermissionDeniedEvent {
  readonly type: 'permission-denied';
  readonly tool: string;
  readonly message: string | undefined;
}

/** The model was replaced by another. */
export interface ModelFallbackEvent {
  readonly type: 'model-fallback';
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What the account may still use has changed. */
export interface RateLimitEvent {
  readonly type: 'rate-limit';
  readonly status: 'allowed' | 'allowed_warning' | 'rejected';
  /** When the limit ends, in milliseconds since the epoch. */
  readonly resetsAt: number | undefined;
  readonly limit: string | undefined;
}

/** The number of commands that run in the background has changed. */
export interface BackgroundTasksEvent {
  readonly type: 'background-tasks';
  readonly count: number;
}

/** The agent has answered. There is one more when a command in the background ended and the agent went on. */
export interface ResultEvent {
  readonly type: 'result';
  readonly subtype: string;
  readonly isError: boolean;
  readonly apiErrorStatus: number | undefined;
  readonly terminalReason: string | undefined;
  readonly text: string;
  readonly sessionId: string | undefined;
  readonly turns: number;
  /** By model, since the result before. */
  readonly usage: Readonly<Record<string, ModelUsage>>;
  readonly permissionDenials: readonly PermissionDenial[];
  readonly structuredOutput: unknown;
}

/** Anything else, also what a newer CLI adds. */
export interface UnknownEvent {
  readonly type: 'unknown';
  /** `type`, and `subtype` after a colon; empty when the line is no event at all. */
  readonly name: string;
}

/** An event of the agent's stream. */
export type StreamEvent =
  | InitEvent
  | AssistantEvent
  | PartialEvent
  | ToolResultEvent
  | ApiRetryEvent
  | PermissionDeniedEvent
  | ModelFallbackEvent
  | RateLimitEvent
  | BackgroundTasksEvent
  | ResultEvent
  | UnknownEvent;
