import type { TaskState } from '../job/task-state.ts';

/** What keeps a task from running, by the kind of reason. */
export type WaitCode =
  /** All slots are in use, or its turn has not come. */
  | 'SLOT'
  /** Earlier tasks of its `concurrencyKey` come first. */
  | 'ORDER'
  /** A limit by key, or that of its project, is reached. */
  | 'CONCURRENCY'
  /** A rate, or a service that asked to slow down. */
  | 'RATE'
  /** It was submitted for a later time. */
  | 'SCHEDULED'
  /** An attempt failed, and the next one is not due. */
  | 'RETRY'
  /** Tasks that it depends on have not succeeded. */
  | 'DEPENDENCY'
  /** A person has to approve it. */
  | 'APPROVAL'
  /** A hold; the next four are holds, or deferrals, for a reason that is known. */
  | 'HOLD'
  | 'BUDGET'
  | 'USAGE_LIMIT'
  | 'ACTIVE_HOURS'
  | 'MEMORY'
  /** No consumer has the labels that it requires. */
  | 'LABELS'
  | 'NO_CONSUMER';

/** All codes, each with what it stands for under `WaitCode`. */
export const WAIT_CODES = [
  'SLOT',
  'ORDER',
  'CONCURRENCY',
  'RATE',
  'SCHEDULED',
  'RETRY',
  'DEPENDENCY',
  'APPROVAL',
  'HOLD',
  'BUDGET',
  'USAGE_LIMIT',
  'ACTIVE_HOURS',
  'MEMORY',
  'LABELS',
  'NO_CONSUMER',
] as const;

/** What is in the way. */
export interface WaitCause {
  /** Ids of tasks, at most 5. */
  readonly tasks?: readonly string[] | undefined;
  /** Id of a hold. */
  readonly hold?: string | undefined;
  /** Key of a limit or a rate: `key/<key>`, or `project/<id>` for that of a project. */
  readonly limit?: string | undefined;
  /** Labels that no consumer has. */
  readonly labels?: readonly string[] | undefined;
  /** Who placed the hold, or whose approval is needed. */
  readonly person?: string | undefined;
  /** How many tasks come before it, counted up to 1000. */
  readonly ahead?: number | undefined;
}

/** Why a task is not running now. */
export interface WaitReason {
  readonly code: WaitCode;
  /** For people. */
  readonly message: string;
  readonly since: Date;
  /** When it ends, if that is known. */
  readonly until?: Date | undefined;
  readonly by?: WaitCause | undefined;
}

/** The state of a task, and what it waits for. */
export interface Explanation {
  readonly state: TaskState;
  /** What decides first comes first; empty for a task that runs or has ended. */
  readonly waitingFor: readonly WaitReason[];
}

/** A wait reason as the database returns it. */
export interface WaitReasonRow extends Omit<WaitReason, 'since' | 'until'> {
  readonly since: string;
  readonly until?: string;
}

/** Returns the wait reason of a row. */
export function toWaitReason({ code, message, since, until, by }: WaitReasonRow): WaitReason {
  return {
    code,
    message,
    since: new Date(since),
    ...(until === undefined ? {} : { until: new Date(until) }),
    ...(by === undefined || Object.keys(by).length === 0 ? {} : { by }),
  };
}
