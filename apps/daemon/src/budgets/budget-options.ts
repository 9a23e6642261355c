import type { TaskRunner } from '@poppobuilder/core';
import type { Engine } from '@poppobuilder/engine';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/** Options of `BudgetKeeper`. */
export interface BudgetKeeperOptions {
  readonly engine: Pick<Engine, 'spending' | 'holds'>;
  readonly configuration: () => DaemonConfiguration;
  /** Runs the tasks, and reports what they spend while they run. */
  readonly runner: Pick<TaskRunner, 'on' | 'off' | 'cancel'>;
  /** Whether tasks of a type may spend money, because they may use a coding agent. */
  readonly spends: (taskType: string) => boolean;
  readonly onError: (error: unknown) => void;
}

/** An attempt that was begun. */
export interface StartedRun {
  /** Id of its entry. */
  readonly id: string;
  readonly taskId: string;
  readonly type: string;
  readonly costLimit: { readonly usd: number; readonly defers: boolean } | undefined;
  /** Cap of the attempt in tokens, which no agent knows of. */
  readonly tokens: number | undefined;
}
