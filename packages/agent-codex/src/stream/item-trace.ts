import type { TurnTrace } from '@poppobuilder/agent/provider-kit';
import { isTool, toolName } from './report-event.ts';
import type { StreamEvent } from './stream-events.ts';

/** Adds an event of the stream to the trace of the run. The stream does not name turns: each ends with the last of its tools. */
export function traceEvent(trace: TurnTrace, event: StreamEvent, model: string | undefined): void {
  if (event.type === 'completed' || event.type === 'failed') trace.end();
  if (event.type !== 'item') return;
  if (isTool(event)) {
    trace.answered(undefined, model);
    // A change of files may be reported only once it is done.
    trace.toolStarted(event.id, toolName(event));
    if (event.phase === 'completed') trace.toolEnded(event.id);
  } else if (event.kind === 'agent_message' || event.kind === 'reasoning') {
    trace.answered(undefined, model);
  }
}
