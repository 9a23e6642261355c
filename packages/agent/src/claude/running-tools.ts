import type { StreamEvent } from '../stream/stream-events.ts';

/** Which tools the agent has called and has no result of. */
export class RunningTools {
  readonly #ids = new Set<string>();

  /** Whether there is one at least; an agent below this one does not count, for it gives signs of life itself. */
  get running(): boolean {
    return this.#ids.size > 0;
  }

  take(event: StreamEvent): void {
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
