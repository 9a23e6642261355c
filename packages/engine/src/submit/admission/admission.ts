import type { Queryable } from '../../database/database.ts';
import type { EngineContext } from '../../engine-context.ts';
import { collapse, lockKeys, type Successor } from './collapse.ts';
import { declareLimits } from './declare-limits.ts';
import { removeUnusedLimits } from './remove-unused-limits.ts';
import { needsTransaction, type AdmissionPlan } from './admission-plan.ts';
import { reserveStarts } from './reserve-starts.ts';

/** How often unused limits are removed. In milliseconds. */
const CLEANUP_INTERVAL = 3_600_000;

/** A task that is being submitted. */
export interface AdmittedTask {
  readonly task: { readonly id: string };
  readonly plan: AdmissionPlan;
  readonly job: {
    readonly id: string;
    readonly singletonKey?: string | undefined;
    readonly startAfter?: unknown;
  };
}

/** Applies limits, rates and collapsing to tasks, in the transaction that submits them. */
export class Admission {
  readonly #context: EngineContext;
  #cleanedUpAt = Number.NEGATIVE_INFINITY;

  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** Returns the tasks to insert, with the start times that their rates allow. */
  async beforeInsert<Admitted extends AdmittedTask>(
    transaction: Queryable,
    tasks: readonly Admitted[],
  ): Promise<readonly Admitted[]> {
    const { names } = this.#context;
    if (!tasks.some(({ plan }) => needsTransaction(plan))) return tasks;
    const keys = tasks.flatMap(({ plan, job }) =>
      plan.collapse === undefined || job.singletonKey === undefined ? [] : [job.singletonKey],
    );
    await lockKeys(transaction, names, keys);
    if (performance.now() - this.#cleanedUpAt > CLEANUP_INTERVAL) {
      this.#cleanedUpAt = performance.now();
      await removeUnusedLimits(transaction, names);
    }
    await declareLimits(
      transaction,
      names,
      tasks.map(({ plan }) => plan),
    );
    return this.#applyRates(transaction, tasks);
  }

  /** Ends earlier tasks of keys that collapse. */
  async afterInsert(
    transaction: Queryable,
    tasks: readonly AdmittedTask[],
    added: ReadonlySet<string>,
  ): Promise<void> {
    if (tasks.every(({ plan }) => plan.collapse === undefined)) return;
    const { signals, onError } = this.#context;
    for (const successor of successors(tasks.filter(({ job }) => added.has(job.id)))) {
      const running = await collapse(this.#context, transaction, successor);
      // A process that looks before the transaction commits finds the request when it renews the lease.
      for (const jobId of running) signals.cancel(jobId).catch(onError);
    }
  }

  async #applyRates<Admitted extends AdmittedTask>(
    transaction: Queryable,
    tasks: readonly Admitted[],
  ): Promise<readonly Admitted[]> {
    const rated = tasks.flatMap((admitted) => {
      const { rate, delay = 0 } = admitted.plan;
      return rate === undefined ? [] : [{ admitted, rate, delay }];
    });
    if (rated.length === 0) return tasks;
    const known = await this.#existing(
      transaction,
      rated.map(({ admitted }) => admitted.job.id),
    );
    const startOf = new Map<AdmittedTask, Date>();
    const byKey = Map.groupBy(
      rated.filter(({ admitted }) => !known.has(admitted.job.id)),
      ({ rate }) => rate.key,
    );
    for (const [key, wanted] of [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const starts = await reserveStarts(transaction, this.#context.names, key, wanted);
      for (const [index, start] of starts.entries()) {
        const admitted = wanted[index]?.admitted;
        if (start !== undefined && admitted !== undefined) startOf.set(admitted, start);
      }
    }
    return tasks.map((admitted) => {
      const startAfter = startOf.get(admitted);
      return startAfter === undefined ? admitted : { ...admitted, job: { ...admitted.job, startAfter } };
    });
  }

  /** A task that exists already does not count again. */
  async #existing(transaction: Queryable, jobIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await transaction.query<{ job_id: string }>(
      `SELECT job_id FROM ${this.#context.names.own}.task WHERE job_id = ANY($1::uuid[])`,
      [jobIds],
    );
    return new Set(rows.map(({ job_id: jobId }) => jobId));
  }
}

/** Returns the last task of each key that replaces earlier ones. Those after it in the batch stay. */
function successors(tasks: readonly AdmittedTask[]): Successor[] {
  const byKey = Map.groupBy(tasks, ({ job }) => job.singletonKey);
  return [...byKey].flatMap(([key, those]) => {
    const index = those.findLastIndex(({ plan }) => plan.collapse !== undefined);
    const last = those[index];
    if (key === undefined || last === undefined) return [];
    const kept = those.slice(index).map(({ job }) => job.id);
    const endsRunning = those.some(({ plan }) => plan.collapse === 'cancel-in-progress');
    return [{ taskId: last.task.id, key, endsRunning, kept }];
  });
}
