export { createEngine } from './create-engine.ts';
export { Engine } from './engine.ts';
export type { EngineDatabase, EngineOptions } from './engine-options.ts';
export type {
  MissedPolicy,
  NextOptions,
  Occurrence,
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
export type { StopOptions, Worker, WorkOptions } from './work/worker.ts';
