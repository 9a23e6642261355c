import type { Db, PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import type { Linked } from '../flows/dependency-linker.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { Admission } from './admission/admission.ts';
import { asKeyRefusal } from './admission/key-refusal.ts';
import { reserveIdempotencyKeys, taskIdsOf } from './idempotency.ts';
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

/** Where jobs are inserted, and what they are linked to. */
export interface InsertScope {
  /** A transaction; needed for keys and links. @defaultValue none: one statement for each queue */
  readonly within?: Queryable | undefined;
  /** Writes down what jobs wait for, before they are inserted. */
  readonly link?: ((jobs: readonly PreparedJob[]) => Promise<Linked>) | undefined;
}

/** Makes jobs of tasks, each once: by its idempotency key and by its id. May be repeated when its end was not heard of. */
export async function insertJobs(
  { boss, database, names, admission }: InsertParts,
  prepared: readonly PreparedJob[],
  { within = database, link }: InsertScope,
): Promise<Submitted[]> {
  const jobOfKey = await reserveIdempotencyKeys(within, names, prepared);
  const jobIdOf = ({ job, idempotencyKey }: PreparedJob): string =>
    (idempotencyKey === undefined ? undefined : jobOfKey.get(idempotencyKey)) ?? job.id;
  const first = new Map<string, PreparedJob>();
  for (const one of prepared) {
    if (jobIdOf(one) === one.job.id && !first.has(one.job.id)) first.set(one.job.id, one);
  }
  const linked = await link?.([...first.values()]);
  const jobs = await admission.before(within, linked?.jobs ?? [...first.values()]);
  const added = await insert(boss, jobs, database.forBoss(within));
  for (const id of await refusedJobs(within, names, pick(jobs, added))) added.delete(id);
  await admission.after(within, jobs, added);
  await linked?.finish(added);
  const others = prepared.map(jobIdOf).filter((id) => !first.has(id));
  const taskIds = await taskIdsOf(within, names, others);
  return prepared.map((one) => {
    const id = jobIdOf(one);
    // One whose id was made here can only have been added by this call, the first time if it is repeated.
    const isNew = first.get(id) === one && (added.has(id) || !one.isNamed);
    return { id: taskIds.get(id) ?? first.get(id)?.task.id ?? one.task.id, isDuplicate: !isNew };
  });
}

async function insert(boss: PgBoss, jobs: readonly PreparedJob[], db: Db): Promise<Set<string>> {
  const added = new Set<string>();
  for (const [queue, ofQueue] of Map.groupBy(jobs, (one) => one.queue)) {
    const inserted = await boss
      .insert(
        queue,
        ofQueue.map(({ job }) => job),
        { returnId: true, db },
      )
      .catch((error: unknown) => {
        throw asKeyRefusal(error);
      });
    for (const id of inserted ?? []) added.add(id);
  }
  return added;
}

const pick = (jobs: readonly PreparedJob[], ids: ReadonlySet<string>): PreparedJob[] =>
  jobs.filter(({ job }) => ids.has(job.id));
