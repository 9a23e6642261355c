import { TaskError } from '@poppobuilder/core';
import { formatSnapshot, parseSnapshot, type Snapshot } from './snapshot.ts';

/** A place in the stream: what ended between two snapshots is one epoch, which is read in the order of `sequence`. */
export interface EventPosition {
  /** What had ended then was read before. */
  readonly from: Snapshot;
  /** The end of the epoch; absent where the next one is still to be opened. */
  readonly to?: Snapshot | undefined;
  /** The last event of the epoch that was read. */
  readonly sequence: number;
}

/** The cursors of one epoch's events, by their sequence. */
export function cursorsOf({
  from,
  to,
}: {
  readonly from: Snapshot;
  readonly to: Snapshot;
}): (sequence: number) => string {
  const epoch = `${formatSnapshot(from)}/${formatSnapshot(to)}/`;
  return (sequence) => Buffer.from(`${epoch}${sequence}`).toString('base64url');
}

/** The place behind an event. Throws `INVALID_TASK` for a text that is no cursor. */
export function parseCursor(cursor: string): EventPosition {
  const parts = Buffer.from(cursor, 'base64url').toString().split('/');
  const [from, to] = parts.map(parseSnapshot);
  const sequence = Number(parts[2]);
  if (from === undefined || to === undefined || from.end > to.end || !Number.isSafeInteger(sequence))
    throw forged();
  // Whatever else is read the same way was made by somebody else.
  if (cursorsOf({ from, to })(sequence) !== cursor || sequence < 0) throw forged();
  return formatSnapshot(from) === formatSnapshot(to) ? { from, sequence: 0 } : { from, to, sequence };
}

const forged = (): TaskError => foreignCursor('It is not one that an event had.');

/** The `INVALID_TASK` for a cursor that leads nowhere. */
export function foreignCursor(reason: string): TaskError {
  const message = `The option "after" of events() cannot be used. ${reason} Give the "cursor" of an event, or nothing to begin with the oldest.`;
  return new TaskError({ code: 'INVALID_TASK', message });
}
