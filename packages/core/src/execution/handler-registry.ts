import { z } from 'zod';
import { TaskError } from '../errors/task-error.ts';
import type { Plugin } from '../plugin/define-plugin.ts';
import { ALL_PERMISSIONS, type ResolvedPermissions, resolvePermissions } from '../plugin/permissions.ts';
import type { TaskHandler } from '../plugin/task-handler.ts';
import { pluginInvalid } from '../services/service-registry.ts';
import { BASE_FIELDS } from '../task/task.ts';
import { MAX_TIMEOUT } from '../timers/max-timeout.ts';
import { nearest } from '../text/nearest.ts';
import { handlersOf, TRIGGER_PREFIX } from '../trigger/trigger-handler.ts';
import { checkExamples } from './check-examples.ts';
import { inputFields, NoObjectError, strictInput } from './input-schema.ts';
import type { TaskContext } from './task-context.ts';
import type { BaseTask } from '../task/task.ts';
import type { TaskResult } from './task-result.ts';

/** A handler that an executor has, with what was worked out about it once. */
export interface RegisteredHandler extends TaskHandler {
  /** The plugin it came from; absent for a function of the host. */
  readonly plugin?: string;
  readonly granted: ResolvedPermissions;
  /** The input schema, strict at the top level. */
  readonly strictInput: z.ZodType;
}

/** The handlers of an executor by task type. */
export class HandlerRegistry {
  readonly #handlers = new Map<string, RegisteredHandler>();

  /** Adds a plugin's handlers. Returns everything that is wrong with them, as texts. */
  addPlugin(plugin: Plugin): string[] {
    const reserved = reservedTypes(plugin);
    if (reserved.length > 0) return reserved;
    return handlersOf(plugin).flatMap((handler) => {
      const problems = [...this.#taken(handler, plugin.name), ...checkHandler(handler, plugin.name)];
      if (problems.length === 0) this.#add(handler, resolvePermissions(handler.permissions), plugin.name);
      return problems;
    });
  }

  /** Adds a function of the host: any fields, any result, all permissions. */
  addFunction(type: string, handle: (task: BaseTask, context: TaskContext) => Promise<TaskResult>): void {
    const handler: TaskHandler = {
      type,
      version: '1',
      description: 'A function of the host.',
      input: z.looseObject({}),
      output: z.looseObject({}),
      permissions: {},
      services: {},
      examples: [],
      idempotent: false,
      // It sees the approval, and nobody else decides what it does.
      plans: true,
      handle,
    };
    const problems = [
      ...this.#taken(handler, 'registerTaskHandler'),
      ...checkHandler(handler, 'registerTaskHandler'),
    ];
    if (problems.length > 0) throw pluginInvalid(problems);
    this.#add(handler, ALL_PERMISSIONS);
  }

  /** The handler for a type. Throws `UNKNOWN_TASK_TYPE`, which says which types there are. */
  get(type: string): RegisteredHandler {
    const handler = this.#handlers.get(type);
    if (handler !== undefined) return handler;
    const known = [...this.#handlers.keys()].filter((one) => !one.startsWith(TRIGGER_PREFIX)).toSorted();
    const suggestion = nearest(type, known);
    throw new TaskError({
      code: 'UNKNOWN_TASK_TYPE',
      message: `There is no handler for the task type ${JSON.stringify(type)}; there are ${known.join(', ') || 'none'}.`,
      hint: suggestion === undefined ? 'Install the plugin that has it.' : `Did you mean "${suggestion}"?`,
    });
  }

  values(): IterableIterator<RegisteredHandler> {
    return this.#handlers.values();
  }

  #taken(handler: TaskHandler, user: string): string[] {
    const earlier = this.#handlers.get(handler.type);
    if (earlier === undefined) return [];
    return [
      `the task type "${handler.type}" is taken twice, by ${earlier.plugin ?? 'registerTaskHandler'} and ${user}`,
    ];
  }

  #add(handler: TaskHandler, granted: ResolvedPermissions, plugin?: string): void {
    this.#handlers.set(handler.type, {
      ...handler,
      granted,
      strictInput: strictInput(handler.input),
      ...(plugin === undefined ? {} : { plugin }),
    });
  }
}

const reservedTypes = ({ name, handlers }: Plugin): string[] =>
  handlers
    .filter(({ type }) => type.startsWith(TRIGGER_PREFIX))
    .map(
      ({ type }) =>
        `the handler "${type}" of ${name}: its type begins with "${TRIGGER_PREFIX}", as only those of triggers do; use defineTrigger()`,
    );

function checkHandler(handler: TaskHandler, user: string): string[] {
  const of = `the handler "${handler.type}" of ${user}`;
  const problems: string[] = [];
  if (!/^[\w.:@/-]{1,128}$/.test(handler.type)) {
    problems.push(`${of}: its type must be 1 to 128 letters, digits or . : @ / _ -`);
  }
  if (handler.output instanceof z.ZodObject && 'success' in handler.output.shape) {
    problems.push(`${of}: its output has the field "success", which every result has already`);
  }
  const { timeout } = handler;
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout >= 1 && timeout <= MAX_TIMEOUT)) {
    problems.push(`${of}: its timeout must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT}`);
  }
  return [...problems, ...checkInputSchema(handler).map((problem) => `${of}: ${problem}`)];
}

function checkInputSchema(handler: TaskHandler): string[] {
  try {
    const taken = [...inputFields(handler.input)].filter((field) => BASE_FIELDS.has(field));
    if (taken.length === 0) return checkExamples(handler);
    return taken.map((field) => `its input has the field "${field}", which every task has already`);
  } catch (error) {
    if (error instanceof NoObjectError) return [error.message];
    throw error;
  }
}
