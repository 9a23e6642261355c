import type { TaskTrace } from '@poppobuilder/core/runner-kit';
import type { NewTask } from './new-task.ts';
import type { ParentFailurePolicy } from './parent-failure-policy.ts';

/** A decision that came while the attempt still ran that gave the plan. */
export interface EarlyDecision {
  /** Absent with `revise`, which is about any plan. */
  readonly plan?: string | undefined;
  readonly verdict: 'approve' | 'reject' | 'revise';
  readonly by: string;
  readonly comment?: string | undefined;
}

/** An approval that a task needs. */
export interface JobApproval {
  readonly message: string;
  /** Absent for the approval of its start. */
  readonly of?: 'plan' | undefined;
  /** The plan that waits for the approval, or has it. */
  readonly plan?: string | undefined;
  /** Added by the database. */
  readonly given?: true | undefined;
  /** What was decided before the plan was recorded. */
  readonly early?: EarlyDecision | undefined;
  readonly by?: string | undefined;
  /** ISO 8601. */
  readonly expires?: string | undefined;
}

/** The data of a pg-boss job: the task, and what the engine needs to know when it starts. */
export interface JobData {
  /** Without an id when that is the job's. */
  readonly task: NewTask;
  /** How long it may wait for its start, counted from its submission. In milliseconds. */
  readonly ttl?: number | undefined;
  /** ISO 8601. */
  readonly deadline?: string | undefined;
  readonly flow?: string | undefined;
  /** Present when the task depends on others. */
  readonly onParentFailure?: ParentFailurePolicy | undefined;
  /** Types of tasks that it may add to its flow. */
  readonly mayAdd?: readonly string[] | undefined;
  /** Queues of the tasks that were submitted with it and depend on it. */
  readonly wakes?: readonly string[] | undefined;
  /** Ids of the tasks that its fields refer to, by the names that the references use. */
  readonly references?: Readonly<Record<string, string>> | undefined;
  /** Absent for 0. A batch of fetched jobs is not sorted. */
  readonly priority?: number | undefined;
  /** What a person has to approve before it starts. */
  readonly approval?: JobApproval | undefined;
  /** Scopes of holds that apply to it by its keys, as an array of the database: `{"key:account"}`. */
  readonly holdScopes?: string | undefined;
  /** What people called it, as an array of the database: `{urgent}`. */
  readonly tags?: string | undefined;
  /** Key of its circuit breaker. */
  readonly breaker?: string | undefined;
  /** The key of the rate that decided when it may start. */
  readonly rate?: string | undefined;
  /** Present when the process that submitted it traced. */
  readonly trace?: TaskTrace | undefined;
  /** Weight of the project, if the submission gave one. */
  readonly weight?: number | undefined;
}
