import { TaskError } from '@poppobuilder/core';

/** All queues of tasks begin with this; the triggers look at no others. */
export const TASK_QUEUES = 'tasks';

/** Where pg-boss puts a copy of a task that failed for good. */
export const DEAD_QUEUE = 'dead';

const LABEL = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/;

/** What decides in which queue a task waits. */
export interface QueueTraits {
  /** Whether tasks of one key run one after the other. */
  readonly isOrdered: boolean;
  /** Whether limits by key hold for its tasks, where they have no order. @defaultValue false */
  readonly isLimited?: boolean | undefined;
  /** Labels that a consumer must have. */
  readonly requires: readonly string[];
}

/** The queue for tasks with these traits: pg-boss cannot choose by labels within one. Throws `INVALID_TASK`. */
export function queueName({ isOrdered, isLimited = false, requires }: QueueTraits): string {
  const labels = [...new Set(requires)].toSorted();
  for (const label of labels) assertLabel(label);
  const unordered = isLimited ? 'limited' : 'free';
  return [TASK_QUEUES, isOrdered ? 'ordered' : unordered, ...labels].join('/');
}

/** The traits of a queue of tasks. */
export function queueTraits(name: string): QueueTraits {
  const [, kind = '', ...requires] = name.split('/');
  return { isOrdered: kind === 'ordered', isLimited: kind === 'limited', requires };
}

/** Whether a text can be a label. */
export const isLabel = (text: string): boolean => LABEL.test(text);

function assertLabel(label: string): void {
  if (isLabel(label)) return;
  const message = `The label ${JSON.stringify(label)} is not valid: give 1 to 63 letters, digits, ".", "_" or "-".`;
  throw new TaskError({ code: 'INVALID_TASK', message });
}
