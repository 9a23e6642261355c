import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../../database/database.ts';
import type { SchemaNames } from '../../schema/names.ts';
import { collapse, lockKeys, type Successor } from './collapse.ts';
import { declareLimits } from './declare-limits.ts';
import { removeUnusedLimits } from './remove-unused-limits.ts';
import { needsTransaction, type AdmissionPlan } from './admission-plan.ts';
import { reserveStarts } from './reserve-starts.ts';

/** Milliseconds between looks for keys that nobody uses any more. */
const TIDY_INTERVAL = 3_600_000;

/** A task that is taken in. */
export interface AdmittedTask {
  readonly task: { readonly id: string };
  readonly plan: AdmissionPlan;
  readonly job: {
    readonly id: string;
    readonly singletonKey?: string | undefined;
    readonly startAfter?: unknown;
  };
}

/** What an {@link Admission} works with. */
export interface AdmissionParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  /** Tells whoever runs a task that it shall end. */
  readonly cancel: (jobId: string) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Sees to limits, rates and earlier tasks when tasks are taken in, in the transaction in which that happens. */
export class Admission {
  readonly #parts: AdmissionParts;
  #tidiedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /** Before the jobs are inserted: what is inserted, with the start that rates leave them. */
  async before<Admitted extends AdmittedTask>(
    transaction: Queryable,
    tasks: readonly Admitted[],
  ): Promise<readonly Admitted[]> {
    const { names } = this.#parts;
    if (!tasks.some(({ plan }) => needsTransaction(plan))) return tasks;
    const keys = tasks.flatMap(({ plan, job }) =>
      plan.collapse === undefined || job.singletonKey === undefined ? [] : [job.singletonKey],
    );
    await lockKeys(transaction, names, keys);
    if (performance.now() - this.#tidiedAt > TIDY_INTERVAL) {
      this.#tidiedAt = performance.now();
      await removeUnusedLimits(transaction, names);
    }
    await declareLimits(
      transaction,
      names,
      tasks.map(({ plan }) => plan),
    );
    return this.#rate(transaction, tasks);
  }

  /** After the jobs are inserted: ends earlier tasks of the keys that collapse. */
  async after(
    transaction: Queryable,
    tasks: readonly AdmittedTask[],
    added: ReadonlySet<string>,
  ): Promise<void> {
    if (tasks.every(({ plan }) => plan.collapse === undefined)) return;
    const { cancel, onError } = this.#parts;
    for (const successor of successors(tasks.filter(({ job }) => added.has(job.id)))) {
      const asked = await collapse(this.#parts, transaction, successor);
      // Who looks before the transaction ends finds the request when it renews its lease.
      for (const jobId of asked) cancel(jobId).catch(onError);
    }
  }

  async #rate<Admitted extends AdmittedTask>(
    transaction: Queryable,
    tasks: readonly Admitted[],
  ): Promise<readonly Admitted[]> {
    const rated = tasks.flatMap((admitted) => {
      const { rate, delay = 0 } = admitted.plan;
      return rate === undefined ? [] : [{ admitted, rate, delay }];
    });
    if (rated.length === 0) return tasks;
    const known = await this.#known(
      transaction,
      rated.map(({ admitted }) => admitted.job.id),
    );
    const startOf = new Map<AdmittedTask, Date>();
    const byKey = Map.groupBy(
      rated.filter(({ admitted }) => !known.has(admitted.job.id)),
      ({ rate }) => rate.key,
    );
    for (const [key, wanted] of [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const starts = await reserveStarts(transaction, this.#parts.names, key, wanted);
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

  /** A task that is there already is not counted again. */
  async #known(transaction: Queryable, jobIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await transaction.query<{ job_id: string }>(
      `SELECT job_id FROM ${this.#parts.names.own}.task WHERE job_id = ANY($1::uuid[])`,
      [jobIds],
    );
    return new Set(rows.map(({ job_id: jobId }) => jobId));
  }
}

/** The last task of each key that takes the place of earlier ones; what came after it in the batch stays. */
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
