/** What a person has to approve before a task goes on. */
export interface RequestedApproval {
  /** Names the plan: a decision on another one has no effect. At most 64 characters. */
  readonly plan: string;
  /** What is to be approved, for people. */
  readonly message: string;
}

/** Whether a value from elsewhere is a {@link RequestedApproval}. */
export function isRequestedApproval(value: unknown): value is RequestedApproval {
  const { plan, message } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof plan === 'string' && typeof message === 'string';
}
