import type { RunnerMiddleware } from '@poppobuilder/core';
import type { Engine } from '@poppobuilder/engine';
import type { PluginDescription, WorkerPool } from '@poppobuilder/worker-pool';
import { ActiveHoursKeeper } from '../active-hours/active-hours.ts';
import { budgetControl } from '../budgets/budget-control.ts';
import { BudgetKeeper } from '../budgets/budgets.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { GitHubProjects } from '../github/github-projects.ts';
import { syncSchedules } from '../schedules/sync-schedules.ts';
import { syncPolls } from '../triggers/sync-polls.ts';
import { CheckoutKeeper } from '../checkouts/checkouts.ts';
import type { BudgetControl } from '../daemon-context.ts';
import { settleAll } from './settle-all.ts';

/** What decides when tasks start, and what they may cost. */
export interface Rules {
  readonly budgets: BudgetControl;
  /** Belongs in front of the runner. */
  readonly middleware: RunnerMiddleware;
  /** Applies the configuration as it is now. Rejects with `INVALID_CONFIG` for schedules whose tasks are refused. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

/** What {@link openRules} needs. */
export interface RulesOptions {
  readonly engine: Engine;
  readonly pool: WorkerPool;
  readonly plugins: readonly PluginDescription[];
  readonly configuration: () => DaemonConfiguration;
  readonly environment: NodeJS.ProcessEnv;
  readonly github: GitHubProjects;
  readonly onError: (error: unknown) => void;
}

/** Opens the rules of the configuration. They apply from the first refresh on. */
export function openRules(options: RulesOptions): Rules {
  const { engine, pool, plugins, configuration, environment, github, onError } = options;
  const { holds } = engine;
  const spending = spendingTypes(plugins);
  const triggers = plugins.flatMap((plugin) => plugin.triggers);
  const budgets = new BudgetKeeper({
    engine,
    configuration,
    runner: pool,
    spends: (type) => spending.has(type),
    onError,
  });
  const hours = new ActiveHoursKeeper({ holds, configuration, onError });
  const checkouts = new CheckoutKeeper({
    holds,
    configuration,
    environment,
    tokenOf: async (id) => (await github.get(id))?.token(),
    onError,
  });
  return {
    budgets: budgetControl(budgets),
    middleware: async (task, next, execution) =>
      checkouts.middleware(task, async (updated) => budgets.middleware(updated, next, execution), execution),
    refresh: async () => {
      // They may be refused, so that nothing else of the configuration must apply before.
      await syncSchedules(engine, configuration());
      await settleAll([
        budgets.refresh(),
        hours.refresh(),
        checkouts.refresh(),
        syncPolls(engine, triggers, configuration()),
      ]);
    },
    close: async () => {
      budgets.close();
      hours.close();
      await checkouts.close();
    },
  };
}

/** A handler that may sign in with the account of an agent may spend. */
function spendingTypes(plugins: readonly PluginDescription[]): ReadonlySet<string> {
  const handlers = plugins.flatMap((plugin) => plugin.handlers);
  return new Set(handlers.filter(({ granted }) => granted.secrets.includes('agent')).map(({ type }) => type));
}
