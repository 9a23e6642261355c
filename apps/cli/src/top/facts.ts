import { type DaemonClient, groupByReason, type WaitGroup } from '@poppobuilder/api/client';

type Output<Procedure extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Procedure>>;

/** A task in a list. */
export type Task = Output<DaemonClient['tasks']['list']>['items'][number];

/** What a person wants to know at a glance. */
export interface Facts {
  readonly overview: Output<DaemonClient['overview']['get']>;
  /** Tasks that wait for an approval, and the latest that failed for good. */
  readonly needsYou: readonly Task[];
  readonly running: readonly Task[];
  readonly waiting: readonly WaitGroup[];
  /** How many tasks wait that were too many to be counted by reason. */
  readonly uncounted: number;
  readonly budgets: Output<DaemonClient['budgets']['list']>['items'];
}

/** How many waiting tasks are asked for what exactly they wait. */
const MAX_WAITING = 200;
const MAX_RUNNING = 100;
const MAX_FAILED = 5;

/** Asks a daemon for {@link Facts}. */
export async function readFacts(client: DaemonClient): Promise<Facts> {
  const [overview, counts, running, waiting, failed, budgets] = await Promise.all([
    client.overview.get(),
    client.waiting.get(),
    client.tasks.list({ state: 'running', limit: MAX_RUNNING }),
    client.tasks.list({ state: ['queued', 'blocked', 'scheduled'], limit: MAX_WAITING }),
    client.tasks.list({ state: 'failed', limit: MAX_FAILED }),
    client.budgets.list(),
  ]);
  return {
    overview,
    needsYou: [...waiting.items.filter(({ waitingFor }) => waitingFor?.code === 'APPROVAL'), ...failed.items],
    running: running.items,
    waiting: groupByReason(counts.items, waiting.items),
    uncounted: counts.uncounted,
    budgets: budgets.items,
  };
}
