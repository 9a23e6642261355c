import type { AccountWindow, TokenUsage } from '@poppobuilder/core';
import type { ModelUsage, PermissionDenial } from '../../coding-agent.ts';

/** The session started. Not always the first event. */
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
  /** Usage at the start of the answer: the number of output tokens is not final. */
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

/** A part of an answer. Its full content follows in an {@link AssistantEvent}. */
interface PartialEvent {
  readonly type: 'partial';
}

/** What a tool gave back. */
export interface ToolResult {
  readonly toolUseId: string;
  readonly output: string;
  readonly isError: boolean;
}

/** Results of tools were sent to the model. */
export interface ToolResultEvent {
  readonly type: 'tool-result';
  readonly toolUseIds: readonly string[];
  readonly results: readonly ToolResult[];
}

/** A request failed and will be retried. */
export interface ApiRetryEvent {
  readonly type: 'api-retry';
  readonly attempt: number;
  readonly maxRetries: number;
  /** Milliseconds. */
  readonly delay: number;
  /** Absent when there was no response. */
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

/** The account's usage limit changed. */
export interface RateLimitEvent {
  readonly type: 'rate-limit';
  readonly status: 'allowed' | 'allowed_warning' | 'rejected';
  /** When the limit resets. In milliseconds since the epoch. */
  readonly resetsAt: number | undefined;
  readonly limit: string | undefined;
  /** How much of the account's limits is used, as far as the CLI reports it. */
  readonly windows: readonly AccountWindow[];
}

/** The number of background commands changed. */
export interface BackgroundTasksEvent {
  readonly type: 'background-tasks';
  readonly count: number;
}

/** The agent answered. Another one follows if the agent continues after a background command has ended. */
export interface ResultEvent {
  readonly type: 'result';
  readonly subtype: string;
  readonly isError: boolean;
  readonly apiErrorStatus: number | undefined;
  readonly terminalReason: string | undefined;
  readonly text: string;
  readonly sessionId: string | undefined;
  readonly turns: number;
  /** By model, since the previous result. */
  readonly usage: Readonly<Record<string, ModelUsage>>;
  readonly permissionDenials: readonly PermissionDenial[];
  readonly structuredOutput: unknown;
}

/** Any other event, such as those that a newer CLI adds. */
export interface UnknownEvent {
  readonly type: 'unknown';
  /** `type`, and `subtype` after a colon; empty when the line is not an event. */
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
