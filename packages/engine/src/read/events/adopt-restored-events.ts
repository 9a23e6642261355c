import type { Database } from '../../database/database.ts';
import type { SchemaNames } from '../../schema/names.ts';

/**
 * Gives events a transaction of this server's that were restored from the dump of another: the numbers of that one's
 * may lie ahead, and readers would take later events for read.
 */
export async function adoptRestoredEvents(database: Database, { own }: SchemaNames): Promise<void> {
  await database.retryWhileUnavailable(async () =>
    database.query(
      `UPDATE ${own}.event SET xid = pg_current_xact_id() WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())`,
      [],
    ),
  );
}
