import type { EngineEvent } from '@poppobuilder/engine';

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
