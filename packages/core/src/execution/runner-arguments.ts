import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText, text, type ShapeOf } from '../arguments/schemas.ts';
import { TASK_EVENTS, type TaskEventName, type TaskListener } from './task-events.ts';
import type { CancelOptions } from './task-runner.ts';

const taskIdSchema = nonEmptyText.optional();
const cancelSchema: z.ZodType<CancelOptions> = z.strictObject({
  reason: text.optional(),
  retryable: z.boolean().optional(),
} satisfies ShapeOf<CancelOptions>);
const eventSchema = z.enum(TASK_EVENTS);
const listenerSchema = callable<TaskListener<TaskEventName>>();

/** The arguments of a runner's `cancel()`. Throws `INVALID_TASK`. */
export function parseCancel(taskId: unknown, options: unknown): readonly [string | undefined, CancelOptions] {
  return [
    parseArgument(taskIdSchema, taskId, { of: 'cancel()', name: 'taskId' }),
    parseArgument(cancelSchema, options, { of: 'cancel()' }),
  ];
}

/** The arguments of a runner's `on()` and `off()`. Throws `INVALID_CONFIG`. */
export function parseListener<Name extends TaskEventName>(
  of: 'on()' | 'off()',
  event: Name,
  listener: TaskListener<Name>,
): readonly [Name, TaskListener<Name>] {
  parseArgument(eventSchema, event, { of, name: 'event', code: 'INVALID_CONFIG' });
  parseArgument(listenerSchema, listener, { of, name: 'listener', code: 'INVALID_CONFIG' });
  return [event, listener];
}

/** Text that a runner's `redact()` is given. Throws `INVALID_TASK`. */
export function parseText(given: unknown, of: string): string {
  return parseArgument(text, given, { of, name: 'text' });
}
