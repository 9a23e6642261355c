/**
 * Which transactions had ended at a moment, as Postgres tells it (`pg_current_snapshot()`): all before `end` but those
 * that were `running`.
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

/** Transactions are never numbered this high: a database that runs a million a second needs 292,000 years for it. */
const BEYOND = 2n ** 63n;

/** Reads the text of a `pg_snapshot`; undefined for a text that Postgres would not take as one. */
export function parseSnapshot(text: string): Snapshot | undefined {
  const [, end, running] = FORMAT.exec(text) ?? [];
  if (end === undefined) return undefined;
  const snapshot = { end: BigInt(end), running: (running?.split(',') ?? []).map(BigInt) };
  const ascending = [...snapshot.running, snapshot.end, BEYOND];
  return ascending.every((xid, index) => xid < (ascending[index + 1] ?? xid + 1n)) ? snapshot : undefined;
}

/** The text of a `pg_snapshot`. */
export function formatSnapshot({ end, running }: Snapshot): string {
  return `${running[0] ?? end}:${end}:${running.join(',')}`;
}

/** The same for the transactions before an earlier end. */
export function cutSnapshot({ end, running }: Snapshot, before: bigint): Snapshot {
  if (end <= before) return { end, running };
  return { end: before, running: running.filter((xid) => xid < before) };
}
