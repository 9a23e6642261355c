import type { SchemaNames } from './names.ts';

/** Changed rows, in addition to a hundredth of a table, after which Postgres vacuums it. Its default is a fifth. */
const VACUUM_THRESHOLD = 1_000;

/** Returns settings of tables whose rows change with each step of a task: Postgres vacuums them early and often. */
export function storageSettings({ own, boss }: SchemaNames): string {
  const often = `autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = ${VACUUM_THRESHOLD},
  autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = ${VACUUM_THRESHOLD}, autovacuum_vacuum_cost_delay = 0`;
  return [`${boss}.job_common`, `${own}.task`, `${own}.event`, `${own}.ended`]
    .map((table) => `ALTER TABLE ${table} SET (${often});`)
    .join('\n');
}
