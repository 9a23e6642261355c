import { TaskError } from '@poppobuilder/core';
import type { FlowTask, NewFlow } from './flow-options.ts';

/** Tasks that a flow may have. */
export const MOST_FLOW_TASKS = 10_000;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;
const ID = /^[^\p{Cc}\p{Cs}/]{1,128}$/u;

/** Throws `INVALID_TASK` for a flow that cannot be, its tasks apart. */
export function checkFlow({ id, tasks }: NewFlow): void {
  if (id !== undefined && !(typeof id === 'string' && ID.test(id))) {
    throw wrong(
      `the id ${JSON.stringify(id)} must have 1 to 128 characters, none of them "/", a control character or half a surrogate pair`,
    );
  }
  if (typeof tasks !== 'object' || tasks === null) throw wrong('"tasks" must be an object of tasks by name');
  checkFlowTasks(tasks);
}

/** Throws `INVALID_TASK` for names, sizes and options that tasks of a flow cannot have. */
export function checkFlowTasks(tasks: Readonly<Record<string, FlowTask>>): void {
  const entries = Object.entries(tasks);
  if (entries.length === 0) throw wrong('it has no tasks');
  if (entries.length > MOST_FLOW_TASKS) throw tooMany(entries.length);
  for (const [name, entry] of entries) {
    if (!NAME.test(name)) {
      throw wrong(
        `the name ${JSON.stringify(name)} must have 1 to 100 letters, digits, ".", ":", "_" or "-"`,
      );
    }
    if (typeof entry !== 'object' || entry === null) throw wrong(`"${name}" must be an object with a "task"`);
    if (entry.options?.idempotencyKey !== undefined) {
      throw wrong(`"${name}" has an idempotency key, but a flow is known by its own id`);
    }
  }
}

/** The `INVALID_TASK` for a flow of that many tasks. */
export function tooMany(count: number): TaskError {
  return wrong(`it has ${count} tasks, and may have ${MOST_FLOW_TASKS}`);
}

/** An `INVALID_TASK` about a flow. */
export function wrong(problem: string): TaskError {
  return new TaskError({ code: 'INVALID_TASK', message: `The flow is not valid: ${problem}.` });
}
