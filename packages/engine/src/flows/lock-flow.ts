import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** Keeps others from adding to a flow or cancelling it until the transaction ends. Call it before locking any of its tasks. */
export async function lockFlow(transaction: Queryable, { own }: SchemaNames, flow: string): Promise<void> {
  await transaction.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${own} flow ${flow}`]);
}
