import type { EngineDatabase } from '@poppobuilder/engine';
import type { Isolation } from '@poppobuilder/worker-pool';
import type { Budgets } from './budgets-configuration.ts';
import type { LogConfiguration } from './log-configuration.ts';
import type { NotifyConfiguration } from './notify-configuration.ts';
import type { ProjectConfiguration } from './project-configuration.ts';

/** Where the daemon listens for HTTP. */
export interface HttpConfiguration {
  readonly host: string;
  /** 0 is any free port. */
  readonly port: number;
  /** Under which URL others reach the daemon, such as the one of a proxy. */
  readonly publicUrl?: string | undefined;
}

/** The configuration of a daemon: checked, with defaults filled in. */
export interface DaemonConfiguration {
  /** The file that it comes from. */
  readonly file?: string | undefined;
  /** Plugins by package name or path. */
  readonly plugins: readonly string[];
  /** Folder that names and relative paths of plugins are resolved from. */
  readonly from: string;
  readonly database: EngineDatabase;
  readonly http: HttpConfiguration;
  /** How many tasks run at once. */
  readonly slots: number;
  readonly isolation: Isolation;
  /** Tasks wait while less memory than this is free. A size such as `1GB`; absent when they never wait for it. */
  readonly minFreeMemory?: string | undefined;
  /** Caps on what all projects spend: of a day together, the others of each. */
  readonly budgets: Budgets;
  /** How the log of a daemon in the background is kept small. */
  readonly log: LogConfiguration;
  /** Who is notified of results, and of what needs a person. */
  readonly notify: readonly NotifyConfiguration[];
  /** Projects by their ids. */
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
}
