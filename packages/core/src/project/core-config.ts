import type { Permissions } from '../plugin/permissions.ts';

/** What each task of a project may use in a `WorkerPool`, over the pool's own options of these names. */
export interface LimitsConfig {
  /** Resident memory of a worker with all that it started, and the heap of its JavaScript, as `'2GB'`; at least `'64MB'`. */
  readonly memoryLimit?: string;
  /** What the commands of one task may write to standard output and error, as `'512MB'`. */
  readonly outputLimit?: string;
  /** Processes of a worker with all that it started. */
  readonly maxProcesses?: number;
  /** CPU time of one task, in milliseconds. */
  readonly cpuTime?: number;
  /** Files that each process may have open; at least 64. */
  readonly openFiles?: number;
}

/** The keys of every configuration: those that belong to no section. */
export interface CoreConfig {
  /** Language of prompts and replies, as a BCP 47 tag. */
  readonly language?: string;
  readonly limits?: LimitsConfig;
  /** Variables for the commands of the project. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Names of the host's variables that the project's commands may see. */
  readonly passEnvironment?: readonly string[];
  /** Denies what handlers declared; it can add nothing. */
  readonly permissions?: Permissions;
}
