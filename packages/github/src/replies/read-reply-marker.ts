import { parseArgument, text } from '@poppobuilder/core/runner-kit';
import { readMarkers } from './markers.ts';

/** What a comment of our own account says of itself. */
export interface MarkedReply {
  /** The task that it is the reply of. */
  readonly taskId: string;
  /** Number of the plan that it is; absent for the task's reply. */
  readonly plan?: number | undefined;
}

/**
 * Returns the task that a comment belongs to, by its marker; `undefined` for a comment without one. Anybody can write a marker,
 * so check that the comment is by our own account.
 */
export function readReplyMarker(body: string): MarkedReply | undefined {
  const { reply } = readMarkers(parseArgument(text, body, { of: 'readReplyMarker()', name: 'body' }));
  if (reply === undefined) return undefined;
  const { taskId, plan } = reply;
  return { taskId, ...(plan === undefined ? {} : { plan }) };
}
