import type { DaemonClient } from '@poppobuilder/api/client';

type Output<Procedure extends (...input: never[]) => unknown> = Awaited<ReturnType<Procedure>>;
type Item<Procedure extends (...input: never[]) => unknown> =
  Output<Procedure> extends { readonly items: readonly (infer One)[] } ? One : never;

export type Overview = Output<DaemonClient['overview']['get']>;
export type TaskRow = Item<DaemonClient['tasks']['list']>;
export type TaskDetails = Output<DaemonClient['tasks']['get']>;
export type TaskState = TaskRow['state'];
export type TaskMoment = Item<DaemonClient['tasks']['timeline']>;
export type TaskAttempt = TaskDetails['attempts'][number];
export type LogEntry = Item<DaemonClient['tasks']['logs']>;
export type TranscriptPart = Item<DaemonClient['tasks']['transcript']>;
export type WaitReason = NonNullable<TaskRow['waitingFor']>;
export type Schedule = Item<DaemonClient['schedules']['list']>;
export type Project = Item<DaemonClient['projects']['list']>;
export type Account = Item<DaemonClient['accounts']['list']>;
export type Budget = Item<DaemonClient['budgets']['list']>;
export type Hold = Item<DaemonClient['holds']['list']>;
export type HistoryPeriod = Item<DaemonClient['history']['read']>;
export type DeadLetter = Item<DaemonClient['deadLetters']['list']>;
export type NotificationReceiver = Item<DaemonClient['notifications']['list']>;
export type TaskType = Item<DaemonClient['taskTypes']['list']>;
export type Flow = Output<DaemonClient['flows']['get']>;
export type Finding = Item<DaemonClient['doctor']['examine']>;
export type Session = Output<DaemonClient['access']['session']>;
