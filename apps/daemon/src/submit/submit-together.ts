import { TaskError } from '@poppobuilder/core';
import { activeTraceparent, traced, withTraceparent } from '@poppobuilder/core/runner-kit';
import type { Engine, NewTask, Submission, SubmitOptions, Submitted } from '@poppobuilder/engine';

/** How many tasks one transaction stores. */
const MAX_BATCH = 50;

interface Waiting {
  readonly submission: Submission;
  readonly resolve: (submitted: Submitted | Promise<Submitted>) => void;
  readonly reject: (error: TaskError) => void;
}

/** What submits tasks: one, or all of them or none. */
type SubmittingEngine = Pick<Engine, 'submit' | 'submitMany'>;

/**
 * Returns what submits tasks one by one, for many callers at once: those that come while others are being stored are stored
 * together, in the order in which they came. Where that is refused, each of them is submitted alone. Each task lies in the
 * trace of its caller; what stores several has a trace of its own, which links to theirs.
 */
export function submitTogether(
  engine: SubmittingEngine,
): (task: NewTask, options: SubmitOptions) => Promise<Submitted> {
  const waiting: Waiting[] = [];
  let isStoring = false;
  const storeAll = async (): Promise<void> => {
    isStoring = true;
    while (waiting.length > 0) await store(engine, waiting.splice(0, MAX_BATCH));
    isStoring = false;
  };
  return async (task, options) => {
    const { promise, resolve, reject } = Promise.withResolvers<Submitted>();
    waiting.push({ submission: { task, options, traceparent: activeTraceparent() }, resolve, reject });
    if (!isStoring) void withTraceparent(undefined, storeAll);
    return promise;
  };
}

/** Never rejects: each caller gets the outcome of its own. */
async function store(engine: SubmittingEngine, batch: readonly Waiting[]): Promise<void> {
  if (batch.length > 1 && (await storeBatch(engine, batch))) return;
  for (const { submission, resolve } of batch) {
    const { task, options, traceparent } = submission;
    const alone = withTraceparent(traceparent, async () => engine.submit(task, options));
    resolve(alone);
    // The next one must not come before it.
    await alone.catch(() => undefined);
  }
}

/** False where the tasks are refused. */
async function storeBatch(engine: SubmittingEngine, batch: readonly Waiting[]): Promise<boolean> {
  try {
    const submissions = batch.map(({ submission }) => submission);
    const links = submissions.flatMap(({ traceparent }) => traceparent ?? []);
    const stored = await traced('store tasks', { root: links.length > 0, links }, async () =>
      engine.submitMany(submissions),
    );
    for (const [index, { resolve }] of batch.entries()) resolve(stored[index] as Submitted);
    return true;
  } catch (error) {
    if (!TaskError.is(error) || !error.retryable) return false;
    // The database is not available: alone, each of them would wait for as long again.
    for (const { reject } of batch) reject(error);
    return true;
  }
}
