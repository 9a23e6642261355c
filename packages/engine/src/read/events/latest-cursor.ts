import { retryUntilAborted } from '../../database/retry-until-aborted.ts';
import type { EngineContext } from '../../engine-context.ts';
import { cursorsOf } from './event-cursor.ts';
import { keptSnapshot, type SnapshotRow } from './kept-snapshot.ts';
import { BEGINNING } from './snapshot.ts';

/** Returns the cursor after everything that was committed before, or undefined when the signal aborts. */
export async function latestCursor(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
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
