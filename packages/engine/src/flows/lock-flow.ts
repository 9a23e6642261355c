import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** Lets nobody else add to a flow or cancel it until the transaction ends. Before any task of it is locked. */
export async function lockFlow(transaction: Queryable, { own }: SchemaNames, flow: string): Promise<void> {
  await transaction.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${own} flow ${flow}`]);
}
