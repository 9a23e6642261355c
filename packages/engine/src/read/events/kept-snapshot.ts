import { cutSnapshot, parseSnapshot, type Snapshot } from './snapshot.ts';

/** A snapshot as Postgres gives it, with the newest transaction of which there is an event. */
export interface SnapshotRow {
  readonly snapshot: string;
  readonly newest: string | null;
}

/**
 * The end of an epoch that is opened now: behind the newest event, and not before its beginning. After a crash
 * Postgres gives the numbers of transactions that left no trace on the disk to others; that of one whose event can be
 * read is never given again.
 */
export function keptSnapshot({ snapshot, newest }: SnapshotRow, from: Snapshot): Snapshot {
  const end = newest === null ? from.end : BigInt(newest) + 1n;
  return cutSnapshot(parseSnapshot(snapshot) ?? from, end > from.end ? end : from.end);
}
