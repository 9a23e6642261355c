import type { Queryable } from '../../database/database.ts';
import type { SchemaNames } from '../../schema/names.ts';
import type { AdmissionPlan } from './admission-plan.ts';

interface Declared {
  readonly group_id: string;
  readonly key: string;
  readonly slots: number;
}

/**
 * Stores which groups count for which keys, and how many tasks of each key may run. Unchanged rows are locked in share mode,
 * so that they exist until the transaction has inserted its tasks.
 */
export async function declareLimits(
  transaction: Queryable,
  { own }: SchemaNames,
  plans: readonly AdmissionPlan[],
): Promise<void> {
  const wanted = new Map(
    plans.flatMap(({ groupId, projectId, limits }) =>
      limits.map(({ key, slots }) => [`${groupId}\n${key}`, { groupId, projectId, key, slots }] as const),
    ),
  );
  if (wanted.size === 0) return;
  const known = await transaction.query<Declared>(
    `SELECT g.group_id, g.key, c.slots FROM ${own}.concurrency_group g JOIN ${own}.concurrency c USING (key)
     WHERE g.group_id = ANY($1::text[]) FOR KEY SHARE`,
    [[...new Set([...wanted.values()].map(({ groupId }) => groupId))]],
  );
  for (const { group_id: groupId, key, slots } of known) {
    if (wanted.get(`${groupId}\n${key}`)?.slots === slots) wanted.delete(`${groupId}\n${key}`);
  }
  // In a fixed order, so that two transactions that change the same keys do not deadlock.
  const changes = [...wanted.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
  for (const { groupId, projectId, key, slots } of changes) {
    await transaction.query(
      `INSERT INTO ${own}.concurrency (key, slots) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET slots = excluded.slots`,
      [key, slots],
    );
    await transaction.query(
      `INSERT INTO ${own}.concurrency_group (group_id, key, project_id) VALUES ($1, $2, $3)
       ON CONFLICT (group_id, key) DO UPDATE SET project_id = excluded.project_id`,
      [groupId, key, projectId],
    );
  }
}
