import type { Db } from 'pg-boss';

/** What pg-boss gives of a job that is claimed. */
const COLUMN = 'retry_count as "retryCount"';

/** A database whose claims also give how often a job is tried again, by which an attempt knows whether it is the last. */
export function withRetryLimit(db: Db): Db {
  return {
    executeSql: (text, values) =>
      db.executeSql(text.replace(COLUMN, `${COLUMN}, retry_limit as "retryLimit"`), values),
  };
}
