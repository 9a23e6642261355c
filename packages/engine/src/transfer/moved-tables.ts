import type { Queryable } from '../database/database.ts';
import { DEAD_QUEUE, TASK_QUEUES } from '../job/queue-names.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A table whose rows are exported. */
export interface MovedTable {
  /** Its name in an export. */
  readonly name: string;
  /** Its name in the database. */
  readonly table: string;
  /** The columns that order its rows. */
  readonly order: string;
  /** Which of its rows are exported. */
  readonly where?: string | undefined;
  /** A column that the database numbers; it continues after the highest imported number. */
  readonly identity?: string | undefined;
  /** Columns that are meaningless in another database. */
  readonly without?: readonly string[] | undefined;
}

/** Returns the tables with the state of an engine, ordered so that each row comes after those that it refers to. */
export function movedTables({ own, boss }: SchemaNames): readonly MovedTable[] {
  return [
    { name: 'task', table: `${own}.task`, order: 'number', identity: 'number' },
    {
      name: 'event',
      table: `${own}.event`,
      order: 'sequence',
      identity: 'sequence',
      // Ids of transactions of the server.
      without: ['xid'],
    },
    { name: 'idempotency', table: `${own}.idempotency`, order: 'key' },
    { name: 'dependency', table: `${own}.dependency`, order: 'child, parent' },
    { name: 'flow_task', table: `${own}.flow_task`, order: 'flow, name' },
    { name: 'concurrency', table: `${own}.concurrency`, order: 'key' },
    { name: 'concurrency_group', table: `${own}.concurrency_group`, order: 'group_id, key' },
    { name: 'rate', table: `${own}.rate`, order: 'key' },
    { name: 'trigger_cursor', table: `${own}.trigger_cursor`, order: 'type, project_id' },
    { name: 'schedule', table: `${own}.schedule`, order: 'id' },
    { name: 'account', table: `${own}.account`, order: 'key' },
    { name: 'breaker', table: `${own}.breaker`, order: 'key' },
    { name: 'hold', table: `${own}.hold`, order: 'number', identity: 'number' },
    { name: 'spending', table: `${own}.spending`, order: 'number', identity: 'number' },
    { name: 'allowance', table: `${own}.allowance`, order: 'number', identity: 'number' },
    { name: 'search', table: `${own}.search`, order: 'number' },
    { name: 'search_pending', table: `${own}.search_pending`, order: 'number' },
    { name: 'tag', table: `${own}.tag`, order: 'tag, number' },
    { name: 'ended', table: `${own}.ended`, order: 'at' },
    { name: 'history', table: `${own}.history`, order: 'at, project_id, type' },
    { name: 'history_duration', table: `${own}.history_duration`, order: 'at, project_id, type, bucket' },
    { name: 'state', table: `${own}.state`, order: 'project_id, namespace, key' },
    { name: 'state_blob', table: `${own}.state_blob`, order: 'project_id, namespace, key' },
    { name: 'notice', table: `${own}.notice`, order: 'key' },
    {
      name: 'job',
      table: `${boss}.job`,
      order: 'name, id',
      where: `starts_with(name, '${TASK_QUEUES}/') OR name IN ('${DEAD_QUEUE}', '${SCHEDULES_QUEUE}')`,
    },
    {
      name: 'job_dependency',
      table: `${boss}.job_dependency`,
      order: 'child_name, child_id, parent_name, parent_id',
    },
  ];
}

/** Tables of ours that are not exported: claims end with their attempts, and consumers with their processes, which do not move. */
export const EXCLUDED_TABLES: readonly string[] = ['migration', 'claim', 'consumer', 'consumers_known'];

/** Returns the exported columns of a table, in their order. */
export async function movedColumns(
  database: Queryable,
  { table, without = [] }: MovedTable,
): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT attname AS name FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> ALL($2)
     ORDER BY attnum`,
    [table, without],
  );
  return rows.map(({ name }) => name);
}
