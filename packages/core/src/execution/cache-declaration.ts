import type { SectionDeclaration } from '../configuration/section-declaration.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskError } from '../errors/task-error.ts';
import { BASE_FIELDS, type BaseTask } from '../task/task.ts';
import { copyAsJson, type JsonValue, NotJsonError } from '../task/json.ts';
import { type CheckedTask, checkInput } from '../task/validate-task.ts';
import type { CacheOfTask, HandlerCache } from '../plugin/handler-cache.ts';
import type { RegisteredHandler } from './handler-registry.ts';

/** What the result of one task depends on, as its handler declares it. */
export interface CacheDeclaration extends HandlerCache {
  /** The fields of the task's type as their schema parsed them, with defaults. */
  readonly input: JsonValue;
}

/** A cache declaration with the handler that made it. */
export interface CachedTask extends CacheDeclaration {
  readonly handler: Pick<RegisteredHandler, 'type' | 'version' | 'plugin' | 'granted'>;
  /** The sections of a project's configuration that the runner knows: what they say is a part of the settings. */
  readonly sections: readonly SectionDeclaration[];
}

/**
 * Returns what the result of a task depends on; nothing when its handler declares no cache.
 *
 * Throws `INVALID_TASK` for a task that the handler rejects, and `PLUGIN_INVALID` when the handler's own function fails.
 */
export function declareCache(handler: RegisteredHandler, checked: CheckedTask): CacheDeclaration | undefined {
  if (handler.cache === undefined) return undefined;
  const task = checkInput(checked, handler.type, handler.strictInput);
  const cache = typeof handler.cache === 'function' ? ask(handler.cache, task) : handler.cache;
  if (cache === undefined) return undefined;
  const { files, environment } = cache;
  return { files, environment, input: fieldsOf(task) ?? checked.fields };
}

function ask(cache: CacheOfTask, task: BaseTask): HandlerCache | undefined {
  try {
    return cache(task);
  } catch (cause) {
    const message = `The function "cache" of the handler "${task.type}" failed: ${reasonOf(cause)}.`;
    throw new TaskError({ code: 'PLUGIN_INVALID', message, cause });
  }
}

/** Nothing when the schema makes something of the fields that JSON cannot hold. */
function fieldsOf(task: BaseTask): JsonValue | undefined {
  const fields = Object.entries(task).filter(([name]) => !BASE_FIELDS.has(name));
  try {
    return copyAsJson(Object.fromEntries(fields));
  } catch (error) {
    if (error instanceof NotJsonError) return undefined;
    throw error;
  }
}
