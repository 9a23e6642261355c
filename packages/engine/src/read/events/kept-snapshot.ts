import { cutSnapshot, parseSnapshot, type Snapshot } from './snapshot.ts';

/** A snapshot as Postgres returns it, with the newest transaction that wrote an event. */
export interface SnapshotRow {
  readonly snapshot: string;
  readonly newest: string | null;
}

/**
 * Returns the end of an epoch that begins now: after the newest event, and not before its beginning. After a crash, Postgres
 * reuses the ids of transactions that left no trace on the disk, but never that of one whose event can be read.
 */
export function keptSnapshot({ snapshot, newest }: SnapshotRow, from: Snapshot): Snapshot {
  const end = newest === null ? from.end : BigInt(newest) + 1n;
  return cutSnapshot(parseSnapshot(snapshot) ?? from, end > from.end ? end : from.end);
}
