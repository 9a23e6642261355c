export type { Claims, ClaimingTask } from './claims/claims.ts';
export type { TaskClaim, TaskClaims } from './claims/task-claims.ts';
export type { CancelOptions, ControlledTask } from './control/canceller.ts';
export type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterOptions,
  RedriveOptions,
} from './control/dead-letters.ts';
export { createEngine } from './create-engine.ts';
export type { Engine } from './engine.ts';
export type { EngineDatabase, EngineOptions } from './engine-options.ts';
export type { EngineEvent, EventKind, EventsOptions } from './events/engine-event.ts';
export type { ConcurrencyLimit } from './flow-control/concurrency/concurrency-limit.ts';
export type { Collapse, FlowControlOptions } from './flow-control/flow-control-options.ts';
export type { ProjectPolicies, ProjectPolicy } from './flow-control/project-policy.ts';
export type { RateLimit } from './flow-control/rate/rate-limit.ts';
export type {
  FlowTask,
  FlowTaskView,
  FlowView,
  NewFlow,
  ParentFailurePolicy,
  SubmittedFlow,
  SubtreeOptions,
} from './flows/flow-options.ts';
export type {
  MissedPolicy,
  ScheduleViewOptions,
  ScheduleOccurrence,
  OverlapPolicy,
  Schedule,
  ScheduledSubmitOptions,
  ScheduleOptions,
} from './schedules/schedule-options.ts';
export type { TaskState } from './states/task-state.ts';
export type {
  NewTask,
  RetryPolicy,
  Submission,
  SubmitOptions,
  SubmitScope,
  Submitted,
} from './submit/submit-options.ts';
export type { TaskTotals } from './tasks/count-tasks.ts';
export type { ListOptions, TaskPage } from './tasks/list-options.ts';
export type { AttemptOutcome, LogLine, TaskAttempt, TaskDetails, TaskSummary } from './tasks/task-details.ts';
export type { LogsOptions } from './tasks/task-logs.ts';
export type { ExportOptions, ImportOptions, TransferSummary } from './transfer/transfer-options.ts';
export type { CachedAnswer, StopOptions, TaskCache, WorkOptions } from './worker/work-options.ts';
export type { Worker } from './worker/worker.ts';
