import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';

/** What a daemon is started with. */
export interface DaemonOptions {
  readonly configuration: DaemonConfiguration;
  /** Folder of PoppoBuilder's own data. */
  readonly homeFolder: string;
  /** URLs of plugins that every daemon has. */
  readonly builtInPlugins: readonly string[];
  readonly version: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: DaemonLog;
}

/** Receives what a daemon reports while it runs. */
export interface DaemonLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
