/** All states, in the order in which a task goes through them. */
export const TASK_STATES = [
  'scheduled',
  'blocked',
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'expired',
] as const;

/** The state of a task. */
export type TaskState = (typeof TASK_STATES)[number];

/** States in which a task has ended. */
export const FINAL_STATES: ReadonlySet<TaskState> = new Set<TaskState>([
  'succeeded',
  'failed',
  'cancelled',
  'expired',
]);

/** Maps each state of a pg-boss job to a state of a task. The first row whose condition holds applies. */
const STATE_TABLE: readonly {
  readonly job: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
  readonly when: 'blocked' | 'due later' | 'expired' | 'always';
  readonly task: TaskState;
}[] = [
  { job: 'created', when: 'blocked', task: 'blocked' },
  { job: 'created', when: 'due later', task: 'scheduled' },
  { job: 'created', when: 'always', task: 'queued' },
  { job: 'retry', when: 'blocked', task: 'blocked' },
  { job: 'retry', when: 'due later', task: 'scheduled' },
  { job: 'retry', when: 'always', task: 'queued' },
  { job: 'active', when: 'always', task: 'running' },
  { job: 'completed', when: 'always', task: 'succeeded' },
  { job: 'cancelled', when: 'expired', task: 'expired' },
  { job: 'cancelled', when: 'always', task: 'cancelled' },
  { job: 'failed', when: 'always', task: 'failed' },
];

const CONDITIONS = {
  blocked: 'job_blocked',
  'due later': 'job_due > clock_timestamp()',
  expired: `reason->>'outcome' = 'expired'`,
  always: 'true',
} as const;

/** Returns {@link STATE_TABLE} as the branches of an SQL `CASE`, for the trigger that writes the history. */
export function stateCases(): string {
  return STATE_TABLE.map(
    ({ job, when, task }) => `WHEN job_state = '${job}' AND ${CONDITIONS[when]} THEN '${task}'`,
  ).join('\n    ');
}
