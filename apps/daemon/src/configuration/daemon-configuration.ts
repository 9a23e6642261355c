import type { ProjectConfigInput } from '@poppobuilder/core';
import type { EngineDatabase } from '@poppobuilder/engine';
import type { Isolation } from '@poppobuilder/worker-pool';

/** Where the daemon listens for HTTP. */
export interface HttpConfiguration {
  readonly host: string;
  /** 0 is any free port. */
  readonly port: number;
  /** Under which URL others reach the daemon, such as the one of a proxy. */
  readonly publicUrl?: string | undefined;
}

/** A project of the daemon, with defaults filled in. */
export interface ProjectConfiguration {
  /** Absolute path of its checkout: the one given, or the one that the daemon clones. */
  readonly path: string;
  /** The repository that the daemon clones, as `owner/name`. */
  readonly repository?: string | undefined;
  /** How many of its tasks run at once. */
  readonly concurrency: number;
  /** Its share of the slots, compared with other projects. */
  readonly weight: number;
  /** Priority of its tasks; higher ones start first. */
  readonly priority: number;
  /** Whether a person has to approve each task, or the agent's plan. */
  readonly approval: 'none' | 'start' | 'plan';
  /** Configuration sections, which packages own. */
  readonly sections: ProjectConfigInput;
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
  /** Tasks wait while less memory than this is free. A size such as `1GB`. */
  readonly minFreeMemory: string;
  /** Projects by their ids. */
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
}
