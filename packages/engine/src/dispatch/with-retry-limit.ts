import type { Db } from 'pg-boss';

/** A column that pg-boss's `fetch()` selects. */
const COLUMN = 'retry_count as "retryCount"';

/** Returns a database whose fetched jobs also have their retry limit, which shows whether an attempt is the last one. */
export function withRetryLimit(db: Db): Db {
  return {
    executeSql: (text, values) =>
      db.executeSql(text.replace(COLUMN, `${COLUMN}, retry_limit as "retryLimit"`), values),
  };
}
