import type { Task } from '@poppobuilder/core';
import { beginTaskTrace } from '@poppobuilder/core/runner-kit';
import { breakerHold } from '../breaker/breaker-key.ts';
import type { Approval } from '../approvals/approval-options.ts';
import { arrayLiteral } from '../database/array-literal.ts';
import type { EngineContext } from '../engine-context.ts';
import type { JobApproval, JobData } from '../job/job-data.ts';
import { scopeText } from '../holds/hold-row.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { FlowPlace, PreparedJob } from '../job/prepared-job.ts';
import type { JobRetry, RetryPolicies } from '../job/retry-policies.ts';
import { isTrigger } from '../triggers/is-trigger.ts';
import { type AdmissionPlan, planAdmission } from './admission/admission-plan.ts';
import { policyOf, withPolicy } from './admission/project-policy.ts';
import type { TaskChecker } from './check-new-task.ts';
import { checkTexts } from './check-texts.ts';
import { checkTimeout } from './check-timeout.ts';
import { checkDependencies, dependentData } from './dependent-task.ts';
import type { Submission, SubmitOptions } from './submit-options.ts';
import { parseSubmitOptions } from './submit-schema.ts';

/** What {@link prepareJob} needs. */
export interface PrepareContext extends Pick<EngineContext, 'queues' | 'projects'> {
  readonly checker: TaskChecker;
  readonly retries: RetryPolicies;
}

/** Checks a task and its options, and makes a job of them. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
export function prepareJob(
  { checker, retries, queues, projects }: PrepareContext,
  { task: given, options: givenOptions, traceparent }: Submission,
  place?: FlowPlace,
): PreparedJob {
  const submitted = givenOptions === undefined ? NO_OPTIONS : parseSubmitOptions(givenOptions);
  const { task, isNamed, places, dependencies } = checkDependencies(checker, given, submitted, place);
  // Triggers are handled whatever the tasks of their project wait for.
  const policy = isTrigger(task.type) ? {} : policyOf(projects, task.projectId, task);
  const options = withPolicy(submitted, policy);
  checkTimeout(task);
  checkTexts(task, options);
  const plan = planAdmission(task, options, policy);
  const isOrdered = options.concurrencyKey !== undefined;
  const isLimited = plan.limits.length > 0;
  const queue = queues.nameFor({ isOrdered, isLimited, requires: options.requires ?? [] });
  const job = toJob({ task, options, plan, retry: retries.jobRetry(task.type, options.retry), traceparent });
  const rate = plan.rate === undefined ? {} : { rate: plan.rate.key };
  const data = { ...job.data, ...rate, ...dependentData(options, places, place) };
  const { idempotencyKey } = options;
  return { task, queue, job: { ...job, data }, idempotencyKey, isNamed, plan, dependencies };
}

const NO_OPTIONS: SubmitOptions = {};

interface JobParts extends Pick<Submission, 'traceparent'> {
  readonly task: Task;
  readonly options: SubmitOptions;
  readonly plan: AdmissionPlan;
  readonly retry: JobRetry | undefined;
}

function toJob({ task, options, plan, retry, traceparent }: JobParts): PreparedJob['job'] {
  const { groupId, weight, delay = 0 } = plan;
  const { priority = 0, deadline, ttl, concurrencyKey, breaker, approval, tags = [] } = options;
  const holdKeys = [...(options.holdKeys ?? []), ...(breaker === undefined ? [] : [breakerHold(breaker)])];
  const id = jobIdOf(task.id);
  const { id: _sameAsJob, ...unnamed } = task;
  const trace = beginTaskTrace(traceparent);
  const data: JobData = {
    task: id === task.id ? unnamed : task,
    ...(ttl === undefined ? {} : { ttl: delay + ttl }),
    ...(deadline === undefined ? {} : { deadline: deadline.toISOString() }),
    ...(priority === 0 ? {} : { priority }),
    ...(weight === undefined ? {} : { weight }),
    ...(approval === undefined ? {} : { approval: jobApproval(approval) }),
    ...(breaker === undefined ? {} : { breaker }),
    ...(tags.length === 0 ? {} : { tags: arrayLiteral(tags) }),
    ...(trace === undefined ? {} : { trace }),
    ...(holdKeys.length === 0 ? {} : { holdScopes: arrayLiteral(holdKeys.map((key) => scopeText({ key }))) }),
  };
  return {
    id,
    data,
    group: { id: groupId },
    ...retry,
    ...(priority === 0 ? {} : { priority }),
    // Seconds, which pg-boss adds to the time of the database.
    ...(delay === 0 ? {} : { startAfter: (delay / 1_000).toFixed(3) }),
    ...(concurrencyKey === undefined ? {} : { singletonKey: concurrencyKey }),
  };
}

const jobApproval = ({ of, message, by, expires }: Approval): JobApproval => ({
  message,
  ...(of === 'plan' ? { of } : {}),
  ...(by === undefined ? {} : { by }),
  ...(expires === undefined ? {} : { expires: expires.toISOString() }),
});
