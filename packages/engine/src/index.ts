export type { Account, Accounts } from './accounts/accounts.ts';
export type { Approval, ApproveOptions, RejectOptions } from './approvals/approval-options.ts';
export type { BreakerOptions } from './breaker/breaker-options.ts';
export type { Claims, ClaimingTask } from './claims/claims.ts';
export type { TaskClaim, TaskClaims } from './claims/task-claims.ts';
export type { CancelTaskOptions, SubtreeOptions } from './control/control-options.ts';
export type { ControlledTask } from './control/controlled-task.ts';
export type {
  DeadLetter,
  DeadLetterFilter,
  DeadLetterOptions,
  DeadLetters,
  RedriveOptions,
} from './control/dead-letters.ts';
export { createEngine } from './create-engine.ts';
export type { Engine } from './engine.ts';
export type { EngineDatabase, EngineOptions } from './engine-options.ts';
export type { EngineEvent, EventKind, EventsOptions } from './read/events/engine-event.ts';
export type { History } from './history/history.ts';
export type { HistoryOptions, HistoryPeriod, HistoryStep } from './history/history-options.ts';
export type { Hold, HoldOptions, HoldReason, HoldScope } from './holds/hold-options.ts';
export type { Holds } from './holds/holds.ts';
export type { ConcurrencyLimit } from './submit/admission/concurrency-limit.ts';
export type { Collapse, FlowControlOptions } from './submit/admission/flow-control-options.ts';
export type { ProjectPolicies, ProjectPolicy } from './submit/admission/project-policy.ts';
export type { RateLimit } from './submit/admission/rate-limit.ts';
export type {
  CancelFlowOptions,
  FlowTask,
  FlowTaskView,
  FlowView,
  NewFlow,
  SubmittedFlow,
} from './flows/flow-options.ts';
export type { ParentFailurePolicy } from './job/parent-failure-policy.ts';
export type {
  MissedPolicy,
  ScheduleViewOptions,
  ScheduleOccurrence,
  OverlapPolicy,
  Schedule,
  ScheduledSubmitOptions,
  ScheduleOptions,
} from './schedules/schedule-options.ts';
export type { TaskState } from './job/task-state.ts';
export type { NewTask } from './job/new-task.ts';
export type { RetryPolicy } from './job/retry-policy.ts';
export type { Submission, SubmitOptions, SubmitScope, Submitted } from './submit/submit-options.ts';
export type { TaskTotals } from './read/count-tasks.ts';
export type { TaskGroup } from './read/group-tasks.ts';
export type { ListOptions, TaskFilter, TaskPage } from './read/list-options.ts';
export type { TaskActivity } from './read/task-activity.ts';
export type { TaskMoment } from './read/task-timeline.ts';
export type { AttemptOutcome, LogEntry, TaskAttempt, TaskDetails, TaskSummary } from './read/task-details.ts';
export type { LogsOptions } from './read/task-logs.ts';
export type { ExportOptions, ImportOptions, TransferSummary } from './transfer/transfer-options.ts';
export type { CachedAnswer, ConsumeOptions, StopOptions, TaskCache } from './consumer/consume-options.ts';
export type { Consumer } from './consumer/consumer.ts';
export type { Flows } from './flows/flows.ts';
export type { Events } from './read/events/events.ts';
export type { Schedules } from './schedules/schedules.ts';
export type { WaitTotals } from './waiting/count-waiting.ts';
export type { Explanation, WaitCause, WaitCode, WaitReason } from './waiting/wait-reason.ts';
export type { Tasks, WaitOptions } from './tasks.ts';
export type { ExternalTransaction } from './database/external-transaction.ts';
export type { EngineState } from './state/engine-state.ts';
export type { Spending } from './spending/spending.ts';
export type {
  Allowance,
  NewAllowance,
  NewSpending,
  SpendingFilter,
  SpendingTotals,
  Spent,
} from './spending/spending-options.ts';
export type { NewNotice, Notice, Notices, NoticeSummary } from './notices/notices.ts';
export type { TranscriptOptions } from './transcripts/read-transcript.ts';
export type { TranscriptContent, TranscriptPart } from './transcripts/transcript-part.ts';
