/**
 * The transactions that had ended at a time, as `pg_current_snapshot()` returns them: all before `end` except those that
 * were `running`.
 */
export interface Snapshot {
  /** The first transaction that had not begun. */
  readonly end: bigint;
  /** In ascending order. */
  readonly running: readonly bigint[];
}

/** No transaction had ended. */
export const BEGINNING: Snapshot = { end: 1n, running: [] };

const FORMAT = /^[1-9]\d{0,18}:([1-9]\d{0,18}):((?:[1-9]\d{0,18},)*[1-9]\d{0,18})?$/;

/** No id of a transaction gets this high: at a million a second, it would take 292,000 years. */
const MAX_XID = 2n ** 63n;

/** Parses the text of a `pg_snapshot`. Undefined for a text that Postgres does not accept. */
export function parseSnapshot(text: string): Snapshot | undefined {
  const [, end, running] = FORMAT.exec(text) ?? [];
  if (end === undefined) return undefined;
  const snapshot = { end: BigInt(end), running: (running?.split(',') ?? []).map(BigInt) };
  const ascending = [...snapshot.running, snapshot.end, MAX_XID];
  return ascending.every((xid, index) => xid < (ascending[index + 1] ?? xid + 1n)) ? snapshot : undefined;
}

/** Whether all transactions that had ended at a time had also ended at another one. */
export function includesSnapshot(later: Snapshot, { end, running }: Snapshot): boolean {
  return later.end >= end && later.running.every((xid) => xid >= end || running.includes(xid));
}

/** Returns the text of a `pg_snapshot`. */
export function formatSnapshot({ end, running }: Snapshot): string {
  return `${running[0] ?? end}:${end}:${running.join(',')}`;
}

/** Returns a snapshot with only the transactions before an earlier end. */
export function cutSnapshot({ end, running }: Snapshot, before: bigint): Snapshot {
  if (end <= before) return { end, running };
  return { end: before, running: running.filter((xid) => xid < before) };
}
