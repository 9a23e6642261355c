import type { Db, PgBoss } from 'pg-boss';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { linkDependencies } from '../flows/link-dependencies.ts';
import type { PreparedJob } from '../job/prepared-job.ts';
import type { Admission } from './admission/admission.ts';
import { asKeyRefusal } from './admission/key-refusal.ts';
import { reserveIdempotencyKeys, taskIdsOf } from './idempotency.ts';
import { refusedJobs } from './refused-jobs.ts';
import type { Submitted } from './submit-options.ts';

/**
 * Inserts the jobs of tasks, each once: by its idempotency key and by its id. It is safe to repeat. Without a transaction
 * the jobs must have no keys, no dependencies and no admission plan that needs one.
 */
export async function insertJobs(
  { boss, database, names }: EngineContext,
  admission: Admission,
  prepared: readonly PreparedJob[],
  transaction?: Queryable,
): Promise<Submitted[]> {
  let mayBeRefused = transaction !== undefined;
  const queryable = transaction ?? database.withMessages(() => (mayBeRefused = true));
  const jobOfKey = await reserveIdempotencyKeys(queryable, names, prepared);
  const jobIdOf = ({ job, idempotencyKey }: PreparedJob): string =>
    (idempotencyKey === undefined ? undefined : jobOfKey.get(idempotencyKey)) ?? job.id;
  const first = new Map<string, PreparedJob>();
  for (const one of prepared) {
    if (jobIdOf(one) === one.job.id && !first.has(one.job.id)) first.set(one.job.id, one);
  }
  const hasDependencies = prepared.some(({ dependencies }) => dependencies !== undefined);
  const unlinked = [...first.values()];
  const linked =
    transaction !== undefined && hasDependencies
      ? await linkDependencies(transaction, names, unlinked)
      : undefined;
  const jobs = await admission.beforeInsert(queryable, linked?.jobs ?? unlinked);
  const added = await insertIntoQueues(boss, jobs, database.forBoss(queryable));
  if (mayBeRefused) {
    for (const id of await refusedJobs(queryable, names, pick(jobs, added))) added.delete(id);
  }
  await admission.afterInsert(queryable, jobs, added);
  await linked?.finish(added);
  const others = prepared.map(jobIdOf).filter((id) => !first.has(id));
  const taskIds = await taskIdsOf(queryable, names, others);
  return prepared.map((one) => {
    const id = jobIdOf(one);
    // A job with a new id can only have been added by this call, or by an earlier attempt of it.
    const isNew = first.get(id) === one && (added.has(id) || !one.isNamed);
    return { id: taskIds.get(id) ?? first.get(id)?.task.id ?? one.task.id, isDuplicate: !isNew };
  });
}

async function insertIntoQueues(boss: PgBoss, jobs: readonly PreparedJob[], db: Db): Promise<Set<string>> {
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
