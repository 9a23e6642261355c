import type { ProjectConfigInput } from '@poppobuilder/core';
import type { MissedPolicy, OverlapPolicy, ScheduledSubmitOptions } from '@poppobuilder/engine';
import type { Isolation } from '@poppobuilder/worker-pool';
import type { Budgets } from './budgets-configuration.ts';
import type { Occasion } from './notify-configuration.ts';
import type { ApprovalMode } from './project-configuration.ts';

/** When tasks of a project may start, as it is written. */
export interface ActiveHoursInput {
  /** Days, such as `mon-fri`, `wed` or `mon,wed-fri`. @defaultValue 'mon-sun' */
  readonly days?: string | undefined;
  /** When tasks may start, such as `08:00`. @defaultValue '00:00' */
  readonly from?: string | undefined;
  /** Until when tasks may start; before `from`, it is a time of the next day. @defaultValue '24:00' */
  readonly to?: string | undefined;
  /** @defaultValue the host's */
  readonly timeZone?: string | undefined;
}

/** A schedule of a project, as it is written. Exactly one of `cron`, `every` and `at` is set. */
export interface ScheduleInput {
  /** Five fields, or six with seconds first, or a name such as `@daily`. */
  readonly cron?: string | undefined;
  /** Milliseconds between two occurrences, at least 1000. */
  readonly every?: number | undefined;
  /** The only occurrence. */
  readonly at?: Date | string | undefined;
  /** Time zone of `cron`. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined;
  /** The task of each occurrence, without `id`, `projectId` and `projectPath`. */
  readonly task: { readonly type: string; readonly [field: string]: unknown };
  readonly options?: ScheduledSubmitOptions | undefined;
  /** @defaultValue 'skip', and 'once' for `at` */
  readonly missed?: MissedPolicy | undefined;
  /** @defaultValue 'allow' */
  readonly overlap?: OverlapPolicy | undefined;
}

/** A project, as it is written: these keys, those of every configuration, and sections. */
export interface ProjectInput extends ProjectConfigInput {
  /** Path of a checkout, relative to the folder of the configuration. */
  readonly path?: string | undefined;
  /** Repository that the daemon clones and keeps up to date, as `owner/name`. */
  readonly repository?: string | undefined;
  readonly triggers?: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  readonly schedules?: Readonly<Record<string, ScheduleInput>> | undefined;
  readonly budgets?: Budgets | undefined;
  /** @defaultValue at any time */
  readonly activeHours?: ActiveHoursInput | undefined;
  /** @defaultValue 'none' */
  readonly approval?: ApprovalMode | undefined;
  /** How many tasks of the project run at once. @defaultValue as many as there are slots */
  readonly concurrency?: number | undefined;
  /** Share of the slots, compared with other projects. @defaultValue 1 */
  readonly weight?: number | undefined;
  /** Priority of its tasks: higher ones start first. @defaultValue 0 */
  readonly priority?: number | undefined;
}

/** A daemon's configuration, as it is written. */
export interface DaemonConfigurationInput {
  readonly $schema?: string | undefined;
  /** Plugins beside the built-in ones: names of packages, or paths. @defaultValue none */
  readonly plugins?: readonly string[] | undefined;
  /** @defaultValue an embedded Postgres in `POPPOBUILDER_HOME/database` */
  readonly database?: { readonly url?: string | undefined; readonly folder?: string | undefined } | undefined;
  readonly http?:
    | {
        /** @defaultValue '127.0.0.1' */
        readonly host?: string | undefined;
        /** 0 is any free port. @defaultValue 4780 */
        readonly port?: number | undefined;
        /** URL under which others reach the daemon. */
        readonly publicUrl?: string | undefined;
      }
    | undefined;
  /** How many tasks run at once. @defaultValue as many as there are CPUs */
  readonly slots?: number | undefined;
  /** @defaultValue 'auto' */
  readonly isolation?: Isolation | undefined;
  /** Tasks wait while less memory is free; `false` turns that off. @defaultValue '1GB', or an eighth of a smaller machine */
  readonly minFreeMemory?: string | false | undefined;
  /** Caps on what all projects spend: of a day together, the others of each. @defaultValue none */
  readonly budgets?: Budgets | undefined;
  /** How the log of a daemon in the background is kept small. */
  readonly log?:
    | {
        /** Size at which the file is compressed and put aside. @defaultValue '10MB' */
        readonly maxSize?: string | undefined;
        /** How many files that were put aside are kept. @defaultValue 5 */
        readonly maxFiles?: number | undefined;
      }
    | undefined;
  /** @defaultValue none */
  readonly notify?:
    | readonly {
        /** @defaultValue ['failed', 'needs-you'] */
        readonly on?: readonly Occasion[] | undefined;
        readonly webhook: { readonly url: string };
      }[]
    | undefined;
  /** Projects by their ids. */
  readonly projects: Readonly<Record<string, ProjectInput>>;
}
