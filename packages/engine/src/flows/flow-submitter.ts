import type { Queryable } from '../database/database.ts';
import { jobIdOf, newTaskId } from '../job/job-id.ts';
import type { PreparedJob } from '../job/prepared-job.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { SubmitScope } from '../submit/submit-options.ts';
import type { InsertPrepared, Submitter } from '../submit/submitter.ts';
import { assertNoCycle } from './flow-graph.ts';
import type { FlowTask, NewFlow, SubmittedFlow } from './flow-options.ts';
import { invalidFlow, MAX_FLOW_TASKS, parseFlow, parseFlowTasks, tooManyTasks } from './flow-schema.ts';
import { lockFlow } from './lock-flow.ts';

/** Options of {@link FlowSubmitter.add}. */
export interface AddOptions extends SubmitScope {
  /** Further names for tasks of the flow. */
  readonly names?: ReadonlyMap<string, string> | undefined;
  /** Rejects when the caller may not add tasks any more. From then on, nobody can cancel the flow until the transaction ends. */
  readonly check?: ((transaction: Queryable) => Promise<void>) | undefined;
}

/** Submits flows, and adds tasks to them. */
export class FlowSubmitter {
  readonly #names: SchemaNames;
  readonly #submitter: Submitter;

  constructor(names: SchemaNames, submitter: Submitter) {
    this.#names = names;
    this.#submitter = submitter;
  }

  /** Submits all tasks of a flow or none. Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`. */
  async submit(given: NewFlow, scope: SubmitScope = {}): Promise<SubmittedFlow> {
    const flow = parseFlow(given);
    const { id = newTaskId(), tasks } = flow;
    const prepared = this.#prepare(id, tasks, new Map());
    const submitted = await this.#submitter.submitPrepared(
      [...prepared.values()],
      scope,
      async (insert, transaction) => {
        const known = await this.#lockMembers(id, transaction);
        if (known.size > 0) return sameFlow(id, known, prepared);
        return this.#insert(id, prepared, insert, transaction);
      },
    );
    // A flow with a new id can only exist because this call was repeated after a lost connection.
    return { ...submitted, isDuplicate: submitted.isDuplicate && flow.id !== undefined };
  }

  /**
   * Adds tasks to a flow. Names that the flow already has are left as they are. Rejects with `INVALID_TASK`,
   * `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async add(
    id: string,
    given: Readonly<Record<string, FlowTask>>,
    { names = new Map(), check, ...scope }: AddOptions = {},
  ): Promise<SubmittedFlow> {
    const tasks = parseFlowTasks(given);
    const members = await this.#submitter.inTransaction(scope, async (transaction) =>
      this.#lockMembers(id, transaction),
    );
    if (members.size === 0) throw invalidFlow(`there is no flow "${id}" to add tasks to`);
    const prepare = (known: ReadonlyMap<string, string>): Map<string, PreparedJob> =>
      this.#prepare(id, without(tasks, known), new Map([...known, ...names]));
    const added = await this.#submitter.submitPrepared(
      [...prepare(members).values()],
      scope,
      async (insert, transaction) => {
        const known = await this.#lockMembers(id, transaction);
        await check?.(transaction);
        // Others may have added some of them in the meantime, under other ids.
        const prepared = prepare(known);
        const total = known.size + prepared.size;
        if (total > MAX_FLOW_TASKS) throw tooManyTasks(total);
        const { isDuplicate, tasks: ids } = await this.#insert(id, prepared, insert, transaction);
        return { isDuplicate, ids: new Map([...known, ...Object.entries(ids)]) };
      },
    );
    const ids = Object.keys(tasks).map((name) => [name, added.ids.get(name) ?? '']);
    return { id, tasks: Object.fromEntries(ids) as SubmittedFlow['tasks'], isDuplicate: added.isDuplicate };
  }

  #prepare(
    flow: string,
    tasks: Readonly<Record<string, FlowTask>>,
    members: ReadonlyMap<string, string>,
  ): Map<string, PreparedJob> {
    const entries = Object.entries(tasks);
    const own = entries.map(([name, { task }]) => [name, task.id ?? `${flow}/${name}`] as const);
    const ids = new Map([...members, ...own]);
    for (const [id, same] of Map.groupBy(own, ([, taskId]) => taskId)) {
      if (same.length > 1) throw invalidFlow(`${same.length} of its tasks have the id "${id}"`);
    }
    for (const [name, { options }] of entries) {
      const unknown = options?.dependsOn?.find((parent) => !ids.has(parent));
      if (unknown === undefined) continue;
      throw invalidFlow(`"${name}" depends on "${unknown}", which is not in it`);
    }
    assertNoCycle(new Map(entries.map(([name, { options }]) => [name, options?.dependsOn ?? []])));
    return new Map(
      entries.map(([name, { task, options = {} }]) => {
        const dependsOn = options.dependsOn?.map((parent) => ids.get(parent) ?? parent);
        const submission = { task: { ...task, id: ids.get(name) }, options: { ...options, dependsOn } };
        return [name, this.#submitter.prepare(submission, { flow, ids })];
      }),
    );
  }

  /** Returns the ids of the flow's tasks by name. Nobody else can change the flow until the transaction ends. */
  async #lockMembers(flow: string, transaction: Queryable): Promise<Map<string, string>> {
    const { own } = this.#names;
    await lockFlow(transaction, this.#names, flow);
    const rows = await transaction.query<{ name: string; id: string }>(
      `SELECT f.name, t.id FROM ${own}.flow_task f JOIN ${own}.task t ON t.job_id = f.job_id WHERE f.flow = $1`,
      [flow],
    );
    return new Map(rows.map(({ name, id }) => [name, id]));
  }

  async #insert(
    id: string,
    prepared: ReadonlyMap<string, PreparedJob>,
    insert: InsertPrepared,
    transaction: Queryable,
  ): Promise<SubmittedFlow> {
    const submitted = await insert([...prepared.values()]);
    const entries = [...prepared].map(([name, { task }]) => ({ name, job_id: jobIdOf(task.id) }));
    await transaction.query(
      `INSERT INTO ${this.#names.own}.flow_task (flow, name, job_id)
       SELECT $1, name, job_id FROM json_to_recordset($2::text::json) AS entry (name text, job_id uuid)
       ON CONFLICT DO NOTHING`,
      [id, JSON.stringify(entries)],
    );
    return { ...view(id, prepared), isDuplicate: submitted.every(({ isDuplicate }) => isDuplicate) };
  }
}

const without = (
  tasks: Readonly<Record<string, FlowTask>>,
  known: ReadonlyMap<string, string>,
): Readonly<Record<string, FlowTask>> =>
  Object.fromEntries(Object.entries(tasks).filter(([name]) => !known.has(name)));

function sameFlow(
  id: string,
  known: ReadonlyMap<string, string>,
  prepared: ReadonlyMap<string, PreparedJob>,
): SubmittedFlow {
  const isSame = [...prepared].every(([name, { task }]) => known.get(name) === task.id);
  if (isSame) return { ...view(id, prepared), isDuplicate: true };
  throw invalidFlow(`"${id}" exists already, with other tasks; add to it with flows.add()`);
}

const view = (
  id: string,
  prepared: ReadonlyMap<string, PreparedJob>,
): Omit<SubmittedFlow, 'isDuplicate'> => ({
  id,
  tasks: Object.fromEntries([...prepared].map(([name, { task }]) => [name, task.id])),
});
