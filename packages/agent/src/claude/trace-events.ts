import type { TurnTrace } from '../cli/turn-trace.ts';
import type { StreamEvent } from './stream/stream-events.ts';

/** Adds an event of the stream to the trace of the run. */
export function traceEvent(trace: TurnTrace, event: StreamEvent): void {
  if (event.type === 'assistant') {
    trace.answered(event.messageId, event.model);
    for (const part of event.content) {
      if (part.type === 'tool_use') trace.toolStarted(part.id, part.name);
    }
  } else if (event.type === 'tool-result') {
    for (const id of event.toolUseIds) trace.toolEnded(id);
  } else if (event.type === 'result') {
    trace.end();
  }
}
