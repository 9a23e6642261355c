import { TaskError } from '@poppobuilder/core';
import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { PreparedJob } from '../submit/submitter.ts';
import { AncestorCheck } from './ancestor-check.ts';
import { assertNoCycle } from './flow-graph.ts';
import { type Parent, ParentLock } from './parent-lock.ts';

/** What a task that is taken in depends on. */
export interface Dependencies {
  /** Ids of tasks. */
  readonly parents: readonly string[];
  /** Ids of tasks that its fields refer to. */
  readonly references: readonly string[];
}

/** Tasks that were linked to those that they depend on, and still have to be inserted. */
export interface Linked {
  readonly jobs: readonly PreparedJob[];
  /** Completes the links of the jobs that were inserted, by their ids, and takes back those of others. */
  finish(added: ReadonlySet<string>): Promise<void>;
}

interface Edge {
  readonly child_name: string;
  readonly child_id: string;
  readonly parent_name: string;
  readonly parent_id: string;
}

/** Writes down what new tasks wait for, in the transaction that inserts them. */
export class DependencyLinker {
  readonly #names: SchemaNames;
  readonly #parents: ParentLock;
  readonly #ancestors: AncestorCheck;

  constructor(names: SchemaNames) {
    this.#names = names;
    this.#parents = new ParentLock(names);
    this.#ancestors = new AncestorCheck(names);
  }

  /** Rejects with `TASK_NOT_FOUND`, and with `INVALID_TASK` for circles and references beyond what a task depends on. */
  async open(prepared: readonly PreparedJob[], transaction: Queryable): Promise<Linked> {
    const graph = new Map(prepared.map(({ task, dependencies }) => [task.id, dependencies?.parents ?? []]));
    assertNoCycle(graph);
    const own = new Map(prepared.map((job) => [job.job.id, job]));
    const parents = new Map([...graph.values()].flat().map((id) => [jobIdOf(id), id]));
    const found = await this.#parents.lock([...parents.keys()], transaction);
    for (const [jobId, id] of parents) if (!found.has(jobId) && !own.has(jobId)) throw notFound(id);
    await this.#ancestors.assert(prepared, transaction);
    const edges = prepared.flatMap((child) => edgesOf(child, found, own));
    const written = await this.#write(edges, transaction);
    return {
      jobs: withWakes(prepared, edges),
      finish: async (added) => this.#finish(added, { prepared, found, written }, transaction),
    };
  }

  async #write(edges: readonly Edge[], transaction: Queryable): Promise<readonly Edge[]> {
    if (edges.length === 0) return [];
    return transaction.query<Edge>(
      `INSERT INTO ${this.#names.boss}.job_dependency (child_name, child_id, parent_name, parent_id)
       SELECT * FROM json_to_recordset($1::text::json)
         AS edge (child_name text, child_id uuid, parent_name text, parent_id uuid)
       ON CONFLICT DO NOTHING RETURNING *`,
      [JSON.stringify(edges)],
    );
  }

  async #finish(
    added: ReadonlySet<string>,
    { prepared, found, written }: Opened,
    transaction: Queryable,
  ): Promise<void> {
    await this.#takeBack(
      written.filter(({ child_id: child }) => !added.has(child)),
      transaction,
    );
    const links = prepared
      .filter(({ job }) => added.has(job.id))
      .flatMap(({ job, dependencies }) =>
        (dependencies?.parents ?? []).map((parent) => ({ child: job.id, parent: jobIdOf(parent) })),
      );
    if (links.length === 0) return;
    const { own } = this.#names;
    // Somebody else may have inserted a parent since it was looked for.
    const late = new Set(links.map(({ parent }) => parent).filter((id) => !found.has(id) && !added.has(id)));
    const lateFound = await this.#parents.lock([...late], transaction);
    for (const id of late) if (!lateFound.has(id)) throw notFound(id);
    await transaction.query(
      `INSERT INTO ${own}.dependency (child, parent)
       SELECT child, parent FROM json_to_recordset($1::text::json) AS link (child uuid, parent uuid)
       ON CONFLICT DO NOTHING`,
      [JSON.stringify(links)],
    );
    for (const [id, { queue, end }] of lateFound) {
      if (end !== 'good') continue;
      await transaction.query(`SELECT ${own}.release_children($1, $2)`, [queue, id]);
    }
    const bad = [...found, ...lateFound].filter(([, { end }]) => end === 'bad').map(([id]) => id);
    if (bad.length === 0) return;
    await transaction.query(`SELECT ${own}.settle_children($1::uuid[])`, [bad]);
  }

  async #takeBack(edges: readonly Edge[], transaction: Queryable): Promise<void> {
    if (edges.length === 0) return;
    await transaction.query(
      `DELETE FROM ${this.#names.boss}.job_dependency d
       USING json_to_recordset($1::text::json) AS e (child_name text, child_id uuid, parent_name text, parent_id uuid)
       WHERE (d.child_name, d.child_id, d.parent_name, d.parent_id) = (e.child_name, e.child_id, e.parent_name, e.parent_id)`,
      [JSON.stringify(edges)],
    );
  }
}

interface Opened {
  readonly prepared: readonly PreparedJob[];
  readonly found: ReadonlyMap<string, Parent>;
  readonly written: readonly Edge[];
}

/** What a task still has to wait for. */
function edgesOf(
  { queue, job, dependencies }: PreparedJob,
  found: ReadonlyMap<string, Parent>,
  own: ReadonlyMap<string, PreparedJob>,
): Edge[] {
  return [...new Set(dependencies?.parents)].flatMap((parent) => {
    const id = jobIdOf(parent);
    const known = found.get(id);
    const isRunAnyway = job.data.onParentFailure === 'run';
    if (known?.end === 'good' || (known?.end === 'bad' && isRunAnyway)) return [];
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
    hint: 'Submit it first, or both together with submitFlow().',
  });
}
