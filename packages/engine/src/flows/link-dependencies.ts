import { TaskError } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { PreparedJob } from '../job/prepared-job.ts';
import type { SchemaNames } from '../schema/names.ts';
import { assertAncestors } from './assert-ancestors.ts';
import { assertNoCycle } from './flow-graph.ts';
import { lockParents, type Parent } from './lock-parents.ts';

/** Jobs whose dependencies are stored, and which are still to be inserted. */
export interface LinkedJobs {
  readonly jobs: readonly PreparedJob[];
  /** Completes the dependencies of the jobs that were inserted, by their ids, and removes those of the others. */
  finish(added: ReadonlySet<string>): Promise<void>;
}

interface Edge {
  readonly child_name: string;
  readonly child_id: string;
  readonly parent_name: string;
  readonly parent_id: string;
}

interface Links {
  readonly prepared: readonly PreparedJob[];
  readonly parents: ReadonlyMap<string, Parent>;
  readonly written: readonly Edge[];
}

/**
 * Stores what new jobs depend on, in the transaction that inserts them. Rejects with `TASK_NOT_FOUND`, and with
 * `INVALID_TASK` for cycles and for references to tasks that a task does not depend on.
 */
export async function linkDependencies(
  transaction: Queryable,
  names: SchemaNames,
  prepared: readonly PreparedJob[],
): Promise<LinkedJobs> {
  const graph = new Map(prepared.map(({ task, dependencies }) => [task.id, dependencies?.parents ?? []]));
  assertNoCycle(graph);
  const own = new Map(prepared.map((job) => [job.job.id, job]));
  const parentIds = new Map([...graph.values()].flat().map((id) => [jobIdOf(id), id]));
  const parents = await lockParents(transaction, names, [...parentIds.keys()]);
  for (const [jobId, id] of parentIds) if (!parents.has(jobId) && !own.has(jobId)) throw notFound(id);
  await assertAncestors(transaction, names, prepared);
  const edges = prepared.flatMap((child) => edgesOf(child, parents, own));
  const written = await insertEdges(transaction, names, edges);
  return {
    jobs: withWakes(prepared, edges),
    finish: async (added) => finish(transaction, names, added, { prepared, parents, written }),
  };
}

async function insertEdges(
  transaction: Queryable,
  { boss }: SchemaNames,
  edges: readonly Edge[],
): Promise<readonly Edge[]> {
  if (edges.length === 0) return [];
  return transaction.query<Edge>(
    `INSERT INTO ${boss}.job_dependency (child_name, child_id, parent_name, parent_id)
     SELECT * FROM json_to_recordset($1::text::json)
       AS edge (child_name text, child_id uuid, parent_name text, parent_id uuid)
     ON CONFLICT DO NOTHING RETURNING *`,
    [JSON.stringify(edges)],
  );
}

async function finish(
  transaction: Queryable,
  names: SchemaNames,
  added: ReadonlySet<string>,
  { prepared, parents, written }: Links,
): Promise<void> {
  const { own } = names;
  await deleteEdges(
    transaction,
    names,
    written.filter(({ child_id: child }) => !added.has(child)),
  );
  const links = prepared
    .filter(({ job }) => added.has(job.id))
    .flatMap(({ job, dependencies }) =>
      (dependencies?.parents ?? []).map((parent) => ({ child: job.id, parent: jobIdOf(parent) })),
    );
  if (links.length === 0) return;
  // Another transaction may have inserted a parent in the meantime.
  const missing = links.map(({ parent }) => parent).filter((id) => !parents.has(id) && !added.has(id));
  const lateParents = await lockParents(transaction, names, [...new Set(missing)]);
  for (const id of missing) if (!lateParents.has(id)) throw notFound(id);
  await transaction.query(
    `INSERT INTO ${own}.dependency (child, parent)
     SELECT child, parent FROM json_to_recordset($1::text::json) AS link (child uuid, parent uuid)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(links)],
  );
  for (const [id, { queue, completion }] of lateParents) {
    if (completion === 'success') {
      await transaction.query(`SELECT ${own}.release_children($1, $2)`, [queue, id]);
    }
  }
  const failed = [...parents, ...lateParents].filter(([, { completion }]) => completion === 'failure');
  if (failed.length === 0) return;
  await transaction.query(`SELECT ${own}.apply_parent_failure($1::uuid[])`, [failed.map(([id]) => id)]);
}

async function deleteEdges(
  transaction: Queryable,
  { boss }: SchemaNames,
  edges: readonly Edge[],
): Promise<void> {
  if (edges.length === 0) return;
  await transaction.query(
    `DELETE FROM ${boss}.job_dependency d
     USING json_to_recordset($1::text::json) AS e (child_name text, child_id uuid, parent_name text, parent_id uuid)
     WHERE (d.child_name, d.child_id, d.parent_name, d.parent_id) = (e.child_name, e.child_id, e.parent_name, e.parent_id)`,
    [JSON.stringify(edges)],
  );
}

/** Returns an edge for each parent that the task still has to wait for. */
function edgesOf(
  { queue, job, dependencies }: PreparedJob,
  parents: ReadonlyMap<string, Parent>,
  own: ReadonlyMap<string, PreparedJob>,
): Edge[] {
  return [...new Set(dependencies?.parents)].flatMap((parent) => {
    const id = jobIdOf(parent);
    const known = parents.get(id);
    const runsAnyway = job.data.onParentFailure === 'run';
    if (known?.completion === 'success' || (known?.completion === 'failure' && runsAnyway)) return [];
    const parentQueue = known?.queue ?? own.get(id)?.queue ?? '';
    return [{ child_name: queue, child_id: job.id, parent_name: parentQueue, parent_id: id }];
  });
}

function withWakes(prepared: readonly PreparedJob[], edges: readonly Edge[]): PreparedJob[] {
  const children = Map.groupBy(edges, ({ parent_id: parent }) => parent);
  return prepared.map((one) => {
    const below = children.get(one.job.id);
    if (below === undefined) return one;
    const wakes = [...new Set(below.map(({ child_name: name }) => name))];
    return { ...one, job: { ...one.job, data: { ...one.job.data, wakes } } };
  });
}

function notFound(id: string): TaskError {
  return new TaskError({
    code: 'TASK_NOT_FOUND',
    message: `There is no task "${id}" to depend on.`,
    hint: 'Submit it first, or submit both together with flows.submit().',
  });
}
