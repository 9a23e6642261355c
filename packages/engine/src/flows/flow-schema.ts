import { TaskError } from '@poppobuilder/core';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { FlowTask, NewFlow } from './flow-options.ts';

/** Tasks that a flow may have. */
export const MAX_FLOW_TASKS = 10_000;

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;
const ID = /^[^\p{Cc}\p{Cs}/]{1,128}$/u;

type FlowTasks = Readonly<Record<string, FlowTask>>;

/** As far as the flow looks at its tasks; each is checked as a task, with all of its options, afterwards. */
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

/** A flow, its tasks not checked yet. Throws `INVALID_TASK` for one that cannot be. */
export function parseFlow(given: unknown): NewFlow {
  const flow = parseArgument(flowSchema, given, { of: 'submitFlow()', name: 'flow' });
  if (flow.id !== undefined && !ID.test(flow.id)) {
    throw wrong(
      `the id ${JSON.stringify(flow.id)} must have 1 to 128 characters, none of them "/", a control character or half a surrogate pair`,
    );
  }
  checkFlowTasks(flow.tasks);
  return flow;
}

/** Tasks that are added to a flow, likewise. */
export function parseFlowTasks(given: unknown): FlowTasks {
  const tasks = parseArgument(tasksSchema, given, { of: 'addToFlow()', name: 'tasks' });
  checkFlowTasks(tasks);
  return tasks;
}

/** Throws `INVALID_TASK` for names, sizes and options that tasks of a flow cannot have. */
function checkFlowTasks(tasks: FlowTasks): void {
  const entries = Object.entries(tasks);
  if (entries.length === 0) throw wrong('it has no tasks; give at least one in "tasks"');
  if (entries.length > MAX_FLOW_TASKS) throw tooMany(entries.length);
  for (const [name, { options }] of entries) {
    if (!NAME.test(name)) {
      throw wrong(
        `the name ${JSON.stringify(name)} must have 1 to 100 letters, digits, ".", ":", "_" or "-"`,
      );
    }
    if (options?.idempotencyKey !== undefined) {
      throw wrong(`"${name}" has an idempotency key, but a flow is known by its own id`);
    }
  }
}

/** The `INVALID_TASK` for a flow of that many tasks. */
export function tooMany(count: number): TaskError {
  return wrong(`it has ${count} tasks, and may have ${MAX_FLOW_TASKS}`);
}

/** An `INVALID_TASK` about a flow. */
export function wrong(problem: string): TaskError {
  return new TaskError({ code: 'INVALID_TASK', message: `The flow is not valid: ${problem}.` });
}
