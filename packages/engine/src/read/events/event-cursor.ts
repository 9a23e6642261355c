import { TaskError } from '@poppobuilder/core';
import { formatSnapshot, parseSnapshot, type Snapshot } from './snapshot.ts';

/** A position in the stream. What was committed between two snapshots is an epoch, read in the order of `sequence`. */
export interface EventPosition {
  /** Everything committed before was read. */
  readonly from: Snapshot;
  /** The end of the epoch; absent when the next epoch begins with the next read. */
  readonly to?: Snapshot | undefined;
  /** The sequence of the last event of the epoch that was read. */
  readonly sequence: number;
}

/** Returns a function that returns the cursor of an event in an epoch, by its sequence. */
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

/** An option of `subscribe()` that is a cursor. */
export type CursorOption = 'after' | 'until';

/** Returns the position after an event. Throws `INVALID_TASK` for a text that is not a cursor. */
export function parseCursor(cursor: string, option: CursorOption): EventPosition {
  const parts = Buffer.from(cursor, 'base64url').toString().split('/');
  const [from, to] = parts.map(parseSnapshot);
  const sequence = Number(parts[2]);
  if (from === undefined || to === undefined || from.end > to.end || !Number.isSafeInteger(sequence))
    throw notACursor(option);
  // Other texts that parse to the same position are not cursors of ours.
  if (cursorsOf({ from, to })(sequence) !== cursor || sequence < 0) throw notACursor(option);
  return formatSnapshot(from) === formatSnapshot(to) ? { from, sequence: 0 } : { from, to, sequence };
}

const notACursor = (option: CursorOption): TaskError =>
  invalidCursor('It is not the cursor of an event.', option);

/** Returns the `INVALID_TASK` for a cursor that cannot be used. */
export function invalidCursor(reason: string, option: CursorOption = 'after'): TaskError {
  const message = `The option "${option}" of events.subscribe() is not valid. ${reason} Pass the "cursor" of an event, or omit it to ${option === 'after' ? 'begin with the oldest one' : 'follow new ones'}.`;
  return new TaskError({ code: 'INVALID_TASK', message });
}
