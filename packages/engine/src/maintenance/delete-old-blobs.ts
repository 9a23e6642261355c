import { BLOB_RETENTION } from '@poppobuilder/core/runner-kit';
import type { EngineContext } from '../engine-context.ts';

/** Deletes blobs of the state that nobody has written for long. Rejects with `DATABASE_UNAVAILABLE`. */
export async function deleteOldBlobs({
  database,
  names,
}: Pick<EngineContext, 'database' | 'names'>): Promise<void> {
  await database.query(
    `DELETE FROM ${names.own}.state_blob
     WHERE written_at < clock_timestamp() - $1::float8 * interval '1 millisecond'`,
    [BLOB_RETENTION],
  );
}
