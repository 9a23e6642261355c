import { z } from 'zod';
import { TaskError } from '../errors/task-error.ts';
import type { TaskContext } from '../execution/task-context.ts';
import type { Plugin } from '../plugin/define-plugin.ts';
import { defineTaskHandler, type TaskHandler } from '../plugin/task-handler.ts';
import type { Trigger, TriggerContext } from './define-trigger.ts';
import type { TriggerDeclaration } from './trigger-declaration.ts';
import { triggerEventSchema, type TriggerEvent } from './trigger-event.ts';
import { triggerResultSchema } from './trigger-result.ts';

/** What the task types of triggers begin with; no handler's type may. */
export const TRIGGER_PREFIX = 'trigger:';

/** Returns all handlers of a plugin, those that run its triggers included. */
export const handlersOf = ({ handlers, triggers }: Plugin): readonly TaskHandler[] => [
  ...handlers,
  ...triggers.map((trigger) => triggerHandler(trigger)),
];

/** Returns what a host needs of a trigger, as data. */
export const declarationOfTrigger = ({ type, description, webhook, poll }: Trigger): TriggerDeclaration => ({
  type,
  description,
  ...(webhook === undefined ? {} : { webhook }),
  ...(poll === undefined ? {} : { poll }),
});

/** Returns the handler whose tasks are the events of a trigger. */
function triggerHandler(trigger: Trigger): TaskHandler {
  const { type, version, description, configuration, permissions, services, timeout, examples } = trigger;
  return defineTaskHandler({
    type: `${TRIGGER_PREFIX}${type}`,
    version,
    description,
    input: z.strictObject({ event: triggerEventSchema, configuration: configuration.prefault({}) }),
    output: triggerResultSchema,
    permissions,
    services,
    timeout,
    examples,
    async handle(task, context, resolved) {
      const { event, configuration: parsed } = task as unknown as {
        readonly event: TriggerEvent;
        readonly configuration: unknown;
      };
      const result: unknown = await trigger.handle(event, withConfiguration(context, parsed), resolved);
      if (typeof result === 'object' && result !== null && !('success' in result)) {
        return { success: true, ...result };
      }
      throw new TaskError({
        code: 'INVALID_OUTPUT',
        message: `The trigger "${type}" did not return what a trigger returns. Return { tasks: [...] } or { ignored: '...' }, without "success".`,
      });
    },
  });
}

/** The context belongs to this one task. */
const withConfiguration = (context: TaskContext, configuration: unknown): TriggerContext =>
  Object.defineProperty(context, 'configuration', {
    value: configuration,
    enumerable: true,
    configurable: true,
  }) as TriggerContext;
