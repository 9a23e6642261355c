import type { StreamEvent } from './stream/stream-events.ts';

/** The tools that the agent has called without a result so far. */
export class RunningTools {
  readonly #ids = new Set<string>();

  /** Whether a tool is running. A subagent does not count, because it produces output itself. */
  get running(): boolean {
    return this.#ids.size > 0;
  }

  observe(event: StreamEvent): void {
    if (event.type === 'tool-result') {
      for (const id of event.toolUseIds) this.#ids.delete(id);
    } else if (event.type === 'result') {
      this.#ids.clear();
    } else if (event.type === 'assistant') {
      for (const part of event.content) if (part.type === 'tool_use') this.#ids.add(part.id);
      if (event.parentToolUseId !== undefined) this.#ids.delete(event.parentToolUseId);
    }
  }
}
