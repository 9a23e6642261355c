import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { Admission } from '../flow-control/admission.ts';
import { claimKeys, taskIdsOf } from './idempotency.ts';
import { refusedJobs } from './refused-jobs.ts';
import type { Submitted } from './submit-options.ts';
import type { PreparedJob } from './submitter.ts';

/** What {@link insertJobs} works with. */
export interface InsertParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly admission: Admission;
}

/** What {@link insertJobs} did. */
export interface Inserted {
  readonly submitted: Submitted[];
  /** Ids of the jobs that are new. */
  readonly added: ReadonlySet<string>;
}

/** Makes jobs of tasks, each once: by its idempotency key and by its id. May be repeated when its end was not heard of. */
export async function insertJobs(
  { boss, database, names, admission }: InsertParts,
  prepared: readonly PreparedJob[],
  within: Queryable = database,
): Promise<Inserted> {
  const jobOfKey = await claimKeys(within, names, prepared);
  const jobIdOf = ({ job, idempotencyKey }: PreparedJob): string =>
    (idempotencyKey === undefined ? undefined : jobOfKey.get(idempotencyKey)) ?? job.id;
  const first = new Map<string, PreparedJob>();
  for (const one of prepared) {
    if (jobIdOf(one) === one.job.id && !first.has(one.job.id)) first.set(one.job.id, one);
  }
  const admitted = await admission.before(within, [...first.values()]);
  const db = database.forBoss(within);
  const added = new Set<string>();
  for (const [queue, jobs] of Map.groupBy(admitted, (one) => one.queue)) {
    const inserted = await boss.insert(
      queue,
      jobs.map(({ job }) => job),
      { returnId: true, db },
    );
    for (const id of inserted ?? []) added.add(id);
  }
  const refused = await refusedJobs(
    within,
    names,
    [...first.values()].filter(({ job }) => added.has(job.id)),
  );
  const others = prepared.map(jobIdOf).filter((id) => !first.has(id));
  const taskIds = await taskIdsOf(within, names, others);
  for (const id of refused) added.delete(id);
  await admission.after(within, admitted, added);
  const submitted = prepared.map((one) => {
    const id = jobIdOf(one);
    const isFirst = first.get(id) === one;
    // One whose id was made here can only have been added by this call, the first time if it is repeated.
    const isNew = isFirst && (!one.isNamed || added.has(id));
    return { id: taskIds.get(id) ?? first.get(id)?.task.id ?? one.task.id, isDuplicate: !isNew };
  });
  return { submitted, added };
}
