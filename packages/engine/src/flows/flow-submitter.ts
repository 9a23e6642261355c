import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf, newTaskId } from '../job/job-id.ts';
import type { SubmitScope } from '../submit/submit-options.ts';
import type { Insert, PreparedJob, Submitter } from '../submit/submitter.ts';
import { assertNoCycle } from './flow-graph.ts';
import type { FlowTask, NewFlow, SubmittedFlow } from './flow-options.ts';
import { MAX_FLOW_TASKS, parseFlow, parseFlowTasks, tooMany, wrong } from './flow-schema.ts';
import { lockFlow } from './lock-flow.ts';

/** Options of {@link FlowSubmitter.add}. */
export interface AddOptions extends SubmitScope {
  /** Further names for tasks of the flow. */
  readonly names?: ReadonlyMap<string, string> | undefined;
  /** Rejects when nothing may be added any more; nobody cancels the flow between this and the end of the transaction. */
  readonly check?: ((within: Queryable) => Promise<void>) | undefined;
}

/** Takes in tasks that belong together. */
export class FlowSubmitter {
  readonly #names: SchemaNames;
  readonly #submitter: Submitter;

  constructor(names: SchemaNames, submitter: Submitter) {
    this.#names = names;
    this.#submitter = submitter;
  }

  /** All or none of the tasks. Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`. */
  async submit(given: NewFlow, scope: SubmitScope = {}): Promise<SubmittedFlow> {
    const flow = parseFlow(given);
    const { id = newTaskId(), tasks } = flow;
    const prepared = this.#prepare(id, tasks, new Map());
    const submitted = await this.#submitter.take([...prepared.values()], scope, async (insert, within) => {
      const known = await this.#known(id, within);
      if (known.size > 0) return sameFlow(id, known, prepared);
      return this.#enter(id, prepared, insert, within);
    });
    // With an id of ours it can only be there because this was done again when its end was not heard of.
    return { ...submitted, isDuplicate: submitted.isDuplicate && flow.id !== undefined };
  }

  /**
   * Adds tasks to a flow; those that are in it already by their names stay as they are. Rejects with `INVALID_TASK`,
   * `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async add(
    id: string,
    given: Readonly<Record<string, FlowTask>>,
    { names = new Map(), check, ...scope }: AddOptions = {},
  ): Promise<SubmittedFlow> {
    const tasks = parseFlowTasks(given);
    const members = await this.#submitter.within(scope, async (within) => this.#known(id, within));
    if (members.size === 0) throw wrong(`there is no flow "${id}" to which tasks could be added`);
    const prepare = (known: ReadonlyMap<string, string>): Map<string, PreparedJob> =>
      this.#prepare(id, without(tasks, known), new Map([...known, ...names]));
    const wanted = [...prepare(members).values()];
    const added = await this.#submitter.take(wanted, scope, async (insert, within) => {
      const known = await this.#known(id, within);
      await check?.(within);
      // Others may have added some of them meanwhile, under ids of their own.
      const prepared = prepare(known);
      const total = known.size + prepared.size;
      if (total > MAX_FLOW_TASKS) throw tooMany(total);
      const { isDuplicate, tasks: ids } = await this.#enter(id, prepared, insert, within);
      return { isDuplicate, ids: new Map([...known, ...Object.entries(ids)]) };
    });
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
      if (same.length > 1) throw wrong(`${same.length} of its tasks have the id "${id}"`);
    }
    for (const [name, { options }] of entries) {
      const unknown = options?.dependsOn?.find((parent) => !ids.has(parent));
      if (unknown === undefined) continue;
      throw wrong(`"${name}" depends on "${unknown}", which is not in it`);
    }
    assertNoCycle(new Map(entries.map(([name, { options }]) => [name, options?.dependsOn ?? []])));
    return new Map(
      entries.map(([name, { task, options = {} }]) => {
        const dependsOn = options.dependsOn?.map((parent) => ids.get(parent) ?? parent);
        const named = { ...task, id: ids.get(name) };
        return [
          name,
          this.#submitter.prepare({ task: named, options: { ...options, dependsOn } }, { flow, ids }),
        ];
      }),
    );
  }

  /** Ids of the flow's tasks by name. Nobody else changes the flow before the transaction ends. */
  async #known(flow: string, within: Queryable): Promise<Map<string, string>> {
    const { own } = this.#names;
    await lockFlow(within, this.#names, flow);
    const rows = await within.query<{ name: string; id: string }>(
      `SELECT f.name, t.id FROM ${own}.flow_task f JOIN ${own}.task t ON t.job_id = f.job_id WHERE f.flow = $1`,
      [flow],
    );
    return new Map(rows.map(({ name, id }) => [name, id]));
  }

  async #enter(
    id: string,
    prepared: ReadonlyMap<string, PreparedJob>,
    insert: Insert,
    within: Queryable,
  ): Promise<SubmittedFlow> {
    const submitted = await insert([...prepared.values()]);
    const entries = [...prepared].map(([name, { task }]) => ({ name, job_id: jobIdOf(task.id) }));
    await within.query(
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
  throw wrong(`"${id}" is there already, with other tasks; add to it with addToFlow()`);
}

const view = (
  id: string,
  prepared: ReadonlyMap<string, PreparedJob>,
): Omit<SubmittedFlow, 'isDuplicate'> => ({
  id,
  tasks: Object.fromEntries([...prepared].map(([name, { task }]) => [name, task.id])),
});
