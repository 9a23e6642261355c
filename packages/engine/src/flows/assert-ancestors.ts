import { TaskError } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { PreparedJob } from '../job/prepared-job.ts';
import { ancestorsOf } from './flow-graph.ts';

/**
 * Checks that tasks refer only to tasks that they depend on, directly or indirectly: others may not have ended. Rejects with
 * `INVALID_TASK`.
 */
export async function assertAncestors(
  transaction: Queryable,
  { own }: SchemaNames,
  prepared: readonly PreparedJob[],
): Promise<void> {
  const graph = new Map(prepared.map(({ task, dependencies }) => [task.id, dependencies?.parents ?? []]));
  for (const { task, dependencies } of prepared) {
    if (dependencies === undefined || dependencies.references.length === 0) continue;
    const ancestors = ancestorsOf(dependencies.parents, graph);
    const others = dependencies.references.filter((id) => !ancestors.has(id));
    if (others.length === 0) continue;
    const known = await findAncestors(transaction, own, [...ancestors].map(jobIdOf));
    const wrong = others.find((id) => !known.has(jobIdOf(id)));
    if (wrong !== undefined) throw notAncestor(task.id, wrong);
  }
}

async function findAncestors(
  transaction: Queryable,
  own: string,
  jobIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await transaction.query<{ id: string }>(
    `WITH RECURSIVE above AS (
       SELECT unnest($1::uuid[]) AS id
       UNION SELECT d.parent FROM above a JOIN ${own}.dependency d ON d.child = a.id
     ) SELECT id FROM above`,
    [jobIds],
  );
  return new Set(rows.map(({ id }) => id));
}

function notAncestor(taskId: string, wrong: string): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message: `The task "${taskId}" refers to the task "${wrong}", but does not depend on it.`,
    hint: 'Add that task, or one that depends on it, to "dependsOn".',
    taskId,
  });
}
