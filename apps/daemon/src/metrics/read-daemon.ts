import { freemem } from 'node:os';
import type { DaemonContext } from '../daemon-context.ts';
import type { KnownNames } from './known-names.ts';
import type { MetricSet } from './metric-set.ts';

type Daemon = Pick<
  DaemonContext,
  'engine' | 'pool' | 'budgets' | 'configuration' | 'status' | 'version' | 'startedAt'
>;

/** What stands for the reason of waiting tasks that nobody has looked at. */
const UNCOUNTED = 'UNCOUNTED';

/** Sets what the process itself knows. */
export function readProcess(metrics: MetricSet, { version, startedAt, configuration, status }: Daemon): void {
  const { user, system } = process.cpuUsage();
  metrics.replace('poppo_info', [[{ version }, 1]]);
  metrics.replace('poppo_start_time_seconds', [[{}, startedAt.getTime() / 1_000]]);
  metrics.replace('poppo_configuration_valid', [[{}, status.configurationProblem === undefined ? 1 : 0]]);
  metrics.replace(
    'poppo_warnings',
    status.warnings.map(({ code }) => [{ code }, 1]),
  );
  metrics.replace('poppo_slots', [[{}, configuration().slots]]);
  metrics.replace('poppo_slots_used', [[{}, status.running().length]]);
  metrics.replace('poppo_memory_free_bytes', [[{}, Math.min(freemem(), process.availableMemory())]]);
  metrics.replace('process_resident_memory_bytes', [[{}, process.memoryUsage.rss()]]);
  metrics.setCount('process_cpu_seconds_total', (user + system) / 1e6);
}

/** Sets what the database knows. Rejects with `DATABASE_UNAVAILABLE`. */
export async function readEngine(metrics: MetricSet, daemon: Daemon, names: KnownNames): Promise<void> {
  const { engine, pool, configuration, budgets } = daemon;
  const workers = pool.workerUsage();
  metrics.replace('poppo_workers', [
    [{ state: 'busy' }, workers.busy],
    [{ state: 'idle' }, workers.idle],
  ]);
  metrics.replace('poppo_workers_memory_bytes', [[{}, workers.residentBytes]]);
  const ids = Object.keys(configuration().projects);
  const [groups, counts, waiting, holds, accounts, caps, spent] = await Promise.all([
    engine.tasks.groups(),
    engine.tasks.counts(),
    engine.tasks.waiting(),
    engine.holds.list(),
    engine.accounts.list(),
    budgets.list(),
    Promise.all(
      ids.map(
        async (project) => [{ project }, await engine.spending.totals({ projectId: project })] as const,
      ),
    ),
  ]);
  metrics.replace('poppo_tasks', [
    ...groups.map(
      ({ state, type, projectId, count }) =>
        [{ state, type: names.type(type), project: names.project(projectId) }, count] as const,
    ),
    [{ state: 'succeeded', type: '', project: '' }, counts.succeeded],
  ]);
  metrics.replace('poppo_tasks_waiting', [
    ...Object.entries(waiting.reasons).map(([reason, count]) => [{ reason }, count] as const),
    [{ reason: UNCOUNTED }, waiting.uncounted],
  ]);
  metrics.replace('poppo_queue_oldest_seconds', oldestQueued(groups, names));
  metrics.replace(
    'poppo_holds',
    holds.map(({ reason }) => [{ code: reason.code }, 1]),
  );
  metrics.replace(
    'poppo_account_window_used_ratio',
    accounts.flatMap(({ key, windows }) =>
      windows.map(({ name, used }) => [{ account: key, window: name }, used] as const),
    ),
  );
  metrics.replace(
    'poppo_spent_usd',
    spent.map(([labels, { usd }]) => [labels, usd]),
  );
  metrics.replace(
    'poppo_spent_tokens',
    spent.map(([labels, { tokens }]) => [labels, tokens]),
  );
  metrics.replace(
    'poppo_runs',
    spent.map(([labels, { runs }]) => [labels, runs]),
  );
  metrics.replace(
    'poppo_runs_unknown',
    spent.map(([labels, { unknownRuns }]) => [labels, unknownRuns]),
  );
  const amounts = caps
    .filter(({ scope }) => scope !== 'issue')
    .flatMap(({ scope, project = '', ...cap }) =>
      (['usd', 'tokens', 'runs'] as const).flatMap((unit) => {
        const amount = cap[unit];
        return amount === undefined ? [] : [[{ scope, project, unit }, amount] as const];
      }),
    );
  metrics.replace(
    'poppo_budget_cap',
    amounts.map(([labels, { cap }]) => [labels, cap]),
  );
  metrics.replace(
    'poppo_budget_spent',
    amounts.map(([labels, { spent: used }]) => [labels, used]),
  );
}

function oldestQueued(
  groups: Awaited<ReturnType<Daemon['engine']['tasks']['groups']>>,
  names: KnownNames,
): [{ project: string }, number][] {
  const ages = new Map<string, number>();
  for (const { state, projectId, oldest } of groups) {
    if (state !== 'queued') continue;
    const project = names.project(projectId);
    const age = Math.max(0, Date.now() - oldest.getTime()) / 1_000;
    ages.set(project, Math.max(age, ages.get(project) ?? 0));
  }
  return [...ages].map(([project, age]) => [{ project }, age]);
}
