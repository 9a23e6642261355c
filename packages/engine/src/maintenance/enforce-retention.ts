import { deletePage, type DeleteContext } from './delete-page.ts';

/** Options of {@link enforceRetention}. */
export interface RetentionOptions {
  /** How long tasks are kept after they ended. In milliseconds. */
  readonly retention: number;
  /** Stops it after the current page. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Deletes tasks that ended before the retention, page by page, and returns their number. Of several engines one does so at
 * a time; for the others it resolves with undefined. Rejects with `DATABASE_UNAVAILABLE`.
 */
export async function enforceRetention(
  context: DeleteContext,
  { retention, signal }: RetentionOptions,
): Promise<number | undefined> {
  const { database, names } = context;
  let deleted = 0;
  let after = '0';
  for (;;) {
    if (signal?.aborted === true) return deleted;
    const page = await database.transaction(async (transaction) => {
      const [row] = await transaction.query<{ is_free: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtext($1)) AS is_free`,
        [`${names.own} retention`],
      );
      if (row?.is_free !== true) return 'locked';
      return deletePage(context, transaction, { retention, after });
    });
    if (page === 'locked') return undefined;
    if (page === undefined) return deleted;
    ({ after } = page);
    deleted += page.deleted;
  }
}
