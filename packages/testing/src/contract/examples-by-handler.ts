import { type Plugin, TaskError, type TaskHandler } from '@poppobuilder/core';
import { handlersOf } from '@poppobuilder/core/runner-kit';
import type { ContractExample } from './contract-example.ts';

/** A handler and what is run of it. */
export interface HandlerExamples {
  readonly handler: TaskHandler;
  /** May be empty, where a handler has none and none are given. */
  readonly examples: readonly ContractExample[];
}

/** Returns what is run of each handler: what is given, else all handlers with their own examples. */
export function examplesByHandler(
  plugin: Plugin,
  given: readonly ContractExample[] | undefined,
): HandlerExamples[] {
  const { name } = plugin;
  const handlers = handlersOf(plugin);
  if (given === undefined) {
    return handlers.map((handler) => ({
      handler,
      examples: handler.examples.map((fields) => ({ task: { ...fields, type: handler.type } })),
    }));
  }
  const types = new Set(given.map(({ task }) => task.type));
  return [...types].map((type) => {
    const handler = handlers.find((candidate) => candidate.type === type);
    if (handler === undefined) throw unknownType(type, name, handlers);
    return { handler, examples: given.filter(({ task }) => task.type === type) };
  });
}

function unknownType(type: string, plugin: string, handlers: readonly TaskHandler[]): TaskError {
  const known = handlers.map((handler) => JSON.stringify(handler.type)).join(', ');
  return new TaskError({
    code: 'INVALID_CONFIG',
    message: `The option "examples" of describePluginContract() is not valid: ${plugin} has no task type ${JSON.stringify(type)}; it has ${known}.`,
  });
}
