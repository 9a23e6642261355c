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

/** Reads the text of a `pg_snapshot`; undefined for another text. */
export function parseSnapshot(text: string): Snapshot | undefined {
  const [, end, running] = FORMAT.exec(text) ?? [];
  if (end === undefined) return undefined;
  return { end: BigInt(end), running: (running?.split(',') ?? []).map(BigInt) };
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
