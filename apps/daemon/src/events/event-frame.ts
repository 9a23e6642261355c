import type { EngineEvent } from '@poppobuilder/engine';
import type { ReasonChange } from './reason-watch.ts';

/** An event, ready to be sent. */
export interface EventFrame {
  readonly cursor: string;
  readonly bytes: Buffer;
}

/** Returns an event as server-sent events have it. */
export function frameOf({ cursor, kind, taskId, state, data, at }: EngineEvent): EventFrame {
  const text = JSON.stringify({ taskId, kind, state, data, at });
  return { cursor, bytes: Buffer.from(`id: ${cursor}\nevent: ${kind}\ndata: ${text}\n\n`) };
}

/**
 * Returns a change of only the reason why a task waits. It is not in the history of the task, so it has the cursor of the event
 * before it.
 */
export function reasonFrameOf({ taskId, state, waitingFor }: ReasonChange, cursor: string): EventFrame {
  const text = JSON.stringify({ taskId, kind: 'reason', state, data: { waitingFor }, at: new Date() });
  return { cursor, bytes: Buffer.from(`id: ${cursor}\nevent: reason\ndata: ${text}\n\n`) };
}
