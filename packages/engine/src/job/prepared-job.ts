import type { Task } from '@poppobuilder/core';
import type { JobInsert } from 'pg-boss';
import type { AdmissionPlan } from '../submit/admission/admission-plan.ts';
import type { JobData } from './job-data.ts';

/** What a task that is submitted depends on. */
export interface Dependencies {
  /** Ids of the tasks in its `dependsOn`. */
  readonly parents: readonly string[];
  /** Ids of the tasks that its fields refer to. */
  readonly references: readonly string[];
}

/** A checked task, and the pg-boss job that it becomes. */
export interface PreparedJob {
  readonly task: Task;
  readonly queue: string;
  readonly job: JobInsert & { readonly id: string; readonly data: JobData };
  readonly idempotencyKey?: string | undefined;
  readonly plan: AdmissionPlan;
  /** Whether the caller chose the id. */
  readonly isNamed: boolean;
  /** Undefined when the task depends on nothing. */
  readonly dependencies?: Dependencies | undefined;
}

/** The flow that a task belongs to, and the ids of its tasks by name. */
export interface FlowPlace {
  readonly flow: string;
  readonly ids: ReadonlyMap<string, string>;
}
