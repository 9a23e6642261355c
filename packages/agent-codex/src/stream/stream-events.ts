/** The session started or was resumed. */
interface StartedEvent {
  readonly type: 'started';
  readonly sessionId: string;
}

/** A piece of work began, changed or ended. */
export interface ItemEvent {
  readonly type: 'item';
  readonly phase: 'started' | 'updated' | 'completed';
  readonly id: string;
  /** Such as `agent_message`, `command_execution`, `file_change`, `mcp_tool_call`, `reasoning`, `error`. */
  readonly kind: string;
  /** What it says, runs or changes. */
  readonly text: string;
  /** What a tool answered. */
  readonly output: string;
  /** Whether a tool failed. */
  readonly isError: boolean;
}

/** A request failed. The CLI may repeat it. */
interface ErrorEvent {
  readonly type: 'error';
  readonly message: string;
}

/** The agent answered. */
export interface CompletedEvent {
  readonly type: 'completed';
  /** Tokens of the whole session. */
  readonly usage: { readonly input: number; readonly cachedInput: number; readonly output: number };
}

/** The run failed. */
interface FailedEvent {
  readonly type: 'failed';
  readonly message: string;
}

/** Any other event, such as those that a newer CLI adds. */
interface UnknownEvent {
  readonly type: 'unknown';
  readonly name: string;
}

/** An event of the stream of `codex exec --json`. */
export type StreamEvent = StartedEvent | ItemEvent | ErrorEvent | CompletedEvent | FailedEvent | UnknownEvent;
