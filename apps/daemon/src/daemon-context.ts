import type { Budget, BudgetOverride } from '@poppobuilder/api';
import type { WorkerPool } from '@poppobuilder/worker-pool';
import type { Engine, WaitTotals } from '@poppobuilder/engine';
import type { AccessStore } from './access/access-store.ts';
import type { DaemonConfiguration } from './configuration/daemon-configuration.ts';
import type { Finding } from './doctor/finding.ts';
import type { GitHubProjects } from './github/github-projects.ts';
import type { ProjectFacts } from './projects/project-facts.ts';

/** What the parts of a daemon share. */
export interface DaemonContext {
  readonly engine: Engine;
  /** Submits a task, together with others that come at the same time. */
  readonly submitPlain: Engine['submit'];
  readonly pool: WorkerPool;
  readonly access: AccessStore;
  /** Version of the daemon. */
  readonly version: string;
  readonly startedAt: Date;
  /** Returns the configuration that is in force. */
  readonly configuration: () => DaemonConfiguration;
  /** What the daemon says about itself at this moment. */
  readonly status: DaemonStatus;
  readonly budgets: BudgetControl;
  readonly github: Pick<GitHubProjects, 'get'>;
  /** Returns the repository of a project as `owner/name`; undefined where it has none. */
  readonly repositoryOf: (projectId: string) => string | undefined;
  /** Returns how many tasks wait for what, as it was a moment ago. */
  readonly waiting: () => Promise<WaitTotals>;
  readonly projects: ProjectFacts;
  /** Tries what the daemon needs, which starts programs: once for all who ask meanwhile. */
  readonly examine: () => Promise<readonly Finding[]>;
}

/** Caps, and what raises them. */
export interface BudgetControl {
  list(): Promise<Budget[]>;
  /** Raises a cap until a time. */
  override(override: Omit<BudgetOverride, 'until'> & { readonly until: Date }, by: string): Promise<void>;
}

/** What changes while a daemon runs. */
export interface DaemonStatus {
  /** The URL that it listens at; absent until it does. */
  url?: string | undefined;
  isDraining: boolean;
  /** What is wrong with the configuration file. */
  configurationProblem?: string | undefined;
  /** Ids of the tasks that run. */
  running: () => readonly string[];
  /** What a person should know. */
  warnings: { readonly code: string; readonly message: string }[];
}
