import type { NewTask, Submission, SubmitOptions, Submitted } from '@poppobuilder/engine';

/** How many tasks one transaction stores. */
const MAX_BATCH = 50;

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (submitted: Submitted | Promise<Submitted>) => void;
}

/** Submits tasks, all of them or none. */
export type SubmitMany = (submissions: readonly Submission[]) => Promise<readonly Submitted[]>;

/**
 * Returns what submits tasks one by one, for many callers at once: those that come while others are being stored are stored
 * together, in the order in which they came. Where that is refused, each of them is submitted alone.
 */
export function submitTogether(
  submitMany: SubmitMany,
): (task: NewTask, options: SubmitOptions) => Promise<Submitted> {
  const waiting: Waiting[] = [];
  let isStoring = false;
  const storeAll = async (): Promise<void> => {
    isStoring = true;
    while (waiting.length > 0) await store(submitMany, waiting.splice(0, MAX_BATCH));
    isStoring = false;
  };
  return async (task, options) => {
    const { promise, resolve } = Promise.withResolvers<Submitted>();
    waiting.push({ submission: { task, options }, resolve });
    if (!isStoring) void storeAll();
    return promise;
  };
}

/** Never rejects: each caller gets the outcome of its own. */
async function store(submitMany: SubmitMany, batch: readonly Waiting[]): Promise<void> {
  const stored = await submitMany(batch.map(({ submission }) => submission)).catch(() => undefined);
  for (const [index, { submission, resolve }] of batch.entries()) {
    const submitted = stored?.[index];
    if (submitted !== undefined) {
      resolve(submitted);
      continue;
    }
    const alone = submitMany([submission]).then(([only]) => only as Submitted);
    resolve(alone);
    // The next one must not come before it.
    await alone.catch(() => undefined);
  }
}
