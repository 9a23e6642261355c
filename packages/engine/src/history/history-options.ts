/** The length of the periods of a history. Days begin at midnight in the time zone. */
export type HistoryStep = '5-minutes' | 'hour' | 'day';

/** Options of `engine.history.read()`. */
export interface HistoryOptions {
  readonly projectId?: string | undefined;
  readonly type?: string | undefined;
  /** The period of this time is the first one. @defaultValue 24 hours before `until` */
  readonly since?: Date | undefined;
  /** @defaultValue now */
  readonly until?: Date | undefined;
  /** @defaultValue 'hour' */
  readonly step?: HistoryStep | undefined;
  /** Divides each period by project or type. @defaultValue not divided */
  readonly by?: 'project' | 'type' | undefined;
  /** The IANA name of the time zone in which days begin. @defaultValue 'UTC' */
  readonly timeZone?: string | undefined;
}

/** What happened in a period. */
export interface HistoryPeriod {
  /** When it began. */
  readonly at: Date;
  /** Of a history by project. */
  readonly projectId?: string | undefined;
  /** Of a history by type. */
  readonly type?: string | undefined;
  /** How many tasks ended in each way. A task that is retried ends, and counts, again. */
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly expired: number;
  /** How long half of them ran at most, in their last attempt, to within 5 %. In milliseconds; absent when none ran. */
  readonly p50?: number | undefined;
  /** The same of 95 % of them. */
  readonly p95?: number | undefined;
  /** What attempts have spent in US dollars, as far as it is known. */
  readonly usd: number;
  readonly tokens: number;
  /** How many attempts ended without reporting what they spent. */
  readonly unknownRuns: number;
}
