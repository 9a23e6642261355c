import type { SchemaNames } from './names.ts';

/** Rows that changed, beside a hundredth of a table, after which Postgres cleans it up. Its default is a fifth. */
const CHANGED = 1_000;

/** What Postgres is told of tables whose rows change with each step of a task: they are cleaned up early and often. */
export function storageSettings({ own, boss }: SchemaNames): string {
  const often = `autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = ${CHANGED},
  autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = ${CHANGED}, autovacuum_vacuum_cost_delay = 0`;
  return [`${boss}.job_common`, `${own}.task`, `${own}.event`]
    .map((table) => `ALTER TABLE ${table} SET (${often});`)
    .join('\n');
}
