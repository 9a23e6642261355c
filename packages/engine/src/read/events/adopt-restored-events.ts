import type { EngineContext } from '../../engine-context.ts';

/**
 * Assigns a transaction of this server to events that were restored from a dump. The ids of the other server's transactions
 * may be higher, and readers would consider later events read.
 */
export async function adoptRestoredEvents({
  database,
  names: { own },
}: Pick<EngineContext, 'database' | 'names'>): Promise<void> {
  await database.retryWhileUnavailable(async () =>
    database.query(
      `UPDATE ${own}.event SET xid = pg_current_xact_id() WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())`,
      [],
    ),
  );
}
