import { TaskError } from '@poppobuilder/core';

/** The prefix of all queues of tasks; triggers ignore other queues. */
export const TASK_QUEUES = 'tasks';

/** The queue of dead letters: copies of tasks that failed for good. */
export const DEAD_QUEUE = 'dead';

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** What decides which queue a task waits in. */
export interface QueueTraits {
  /** Whether tasks of one key run one after the other. */
  readonly isOrdered: boolean;
  /** Whether its tasks have limits by key, when they are not ordered. @defaultValue false */
  readonly isLimited?: boolean | undefined;
  /** Labels that a consumer must have. */
  readonly requires: readonly string[];
}

/** Returns the queue for tasks with these traits, as pg-boss cannot select by labels in one queue. Throws `INVALID_TASK`. */
export function queueName({ isOrdered, isLimited = false, requires }: QueueTraits): string {
  const labels = [...new Set(requires)].toSorted();
  for (const label of labels) assertLabel(label);
  const unordered = isLimited ? 'limited' : 'free';
  return [TASK_QUEUES, isOrdered ? 'ordered' : unordered, ...labels].join('/');
}

/** Returns the traits of a queue of tasks. */
export function queueTraits(name: string): QueueTraits {
  const [, kind = '', ...requires] = name.split('/');
  return { isOrdered: kind === 'ordered', isLimited: kind === 'limited', requires };
}

/** Whether a text can be a label. */
export const isLabel = (text: string): boolean => LABEL.test(text);

function assertLabel(label: string): void {
  if (isLabel(label)) return;
  const message = `The label ${JSON.stringify(label)} is not valid: use 1 to 63 letters, digits, ".", "_" or "-".`;
  throw new TaskError({ code: 'INVALID_TASK', message });
}
