import { TaskError } from '@poppobuilder/core';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { FlowTask, NewFlow } from './flow-options.ts';

/** How many tasks a flow may have. */
export const MAX_FLOW_TASKS = 10_000;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;
const ID = /^[^\p{Cc}\p{Cs}/]{1,128}$/u;

type FlowTasks = Readonly<Record<string, FlowTask>>;

/** Only what the flow itself needs: each task is checked, with all of its options, afterwards. */
const tasksSchema = z.record(
  z.string(),
  z.strictObject({
    task: z.looseObject({ id: z.string().optional() }),
    options: z
      .looseObject({ dependsOn: z.array(z.string()).optional(), idempotencyKey: z.unknown().optional() })
      .optional(),
  }),
) as unknown as z.ZodType<FlowTasks>;

const flowSchema: z.ZodType<NewFlow> = z.strictObject({
  id: z.string().optional(),
  tasks: tasksSchema,
} satisfies ShapeOf<NewFlow>);

/** Checks a flow, but not yet its tasks. Throws `INVALID_TASK`. */
export function parseFlow(given: unknown): NewFlow {
  const flow = parseArgument(flowSchema, given, { of: 'flows.submit()', name: 'flow' });
  if (flow.id !== undefined && !ID.test(flow.id)) {
    throw invalidFlow(
      `the id ${JSON.stringify(flow.id)} must have 1 to 128 characters, without "/", control characters and unpaired surrogates`,
    );
  }
  checkFlowTasks(flow.tasks);
  return flow;
}

/** Checks what is to be added to a flow, likewise. */
export function parseFlowTasks(given: unknown): FlowTasks {
  const tasks = parseArgument(tasksSchema, given, { of: 'flows.add()', name: 'tasks' });
  checkFlowTasks(tasks);
  return tasks;
}

/** Throws `INVALID_TASK` for names, sizes and options that tasks of a flow cannot have. */
function checkFlowTasks(tasks: FlowTasks): void {
  const entries = Object.entries(tasks);
  if (entries.length === 0) throw invalidFlow('it has no tasks; add at least one to "tasks"');
  if (entries.length > MAX_FLOW_TASKS) throw tooManyTasks(entries.length);
  for (const [name, { options }] of entries) {
    if (!NAME.test(name)) {
      throw invalidFlow(
        `the name ${JSON.stringify(name)} must have 1 to 100 letters, digits, ".", ":", "_" or "-"`,
      );
    }
    if (options?.idempotencyKey !== undefined) {
      throw invalidFlow(`"${name}" has an idempotency key, but a flow is identified by its own id`);
    }
  }
}

/** Returns the `INVALID_TASK` for a flow with too many tasks. */
export function tooManyTasks(count: number): TaskError {
  return invalidFlow(`it has ${count} tasks, and the maximum is ${MAX_FLOW_TASKS}`);
}

/** Returns the `INVALID_TASK` for a flow. */
export function invalidFlow(problem: string): TaskError {
  return new TaskError({ code: 'INVALID_TASK', message: `The flow is not valid: ${problem}.` });
}
