import type { Database } from '../../database/database.ts';
import { retryUntilAborted } from '../../database/retry-until-aborted.ts';
import type { SchemaNames } from '../../schema/names.ts';
import { cursorsOf } from './event-cursor.ts';
import { keptSnapshot, type SnapshotRow } from './kept-snapshot.ts';
import { BEGINNING } from './snapshot.ts';

/** The cursor behind everything that was committed before; undefined when the signal aborts. */
export async function latestCursor(
  { database, names }: { readonly database: Database; readonly names: SchemaNames },
  signal: AbortSignal,
): Promise<string | undefined> {
  const statement = `SELECT pg_current_snapshot()::text AS snapshot,
    (SELECT max(xid)::text FROM ${names.own}.event) AS newest`;
  const rows = await retryUntilAborted(
    database,
    async () => database.query<SnapshotRow>(statement, []),
    signal,
  );
  const [row] = rows ?? [];
  if (row === undefined) return undefined;
  const from = keptSnapshot(row, BEGINNING);
  return cursorsOf({ from, to: from })(0);
}
