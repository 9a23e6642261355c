import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText } from '../arguments/schemas.ts';
import type { TaskContext } from '../execution/task-context.ts';
import type { ResolvedServices, ServiceTokens } from '../services/service-token.ts';
import type { BaseTask } from '../task/task.ts';
import type { Permissions } from './permissions.ts';

/** What a handler resolves with: `success: true` and the fields of its output. `success: false` is a failure. */
export type HandlerResult<Output> =
  | ({ success: true } & Output)
  | ({ success: false } & Record<string, unknown>);

/** What a cached result depends on beside the input. */
export interface HandlerCache {
  /** Globs of the project's files that the result depends on; a folder stands for all below it, `!` takes away. */
  readonly files: readonly string[];
  /** Names of environment variables that the result depends on. */
  readonly environment: readonly string[];
}

/** The same for each task apart: nothing for a task whose result is not to be cached. */
export type CacheOfTask<Task extends BaseTask = BaseTask> = (task: Task) => HandlerCache | undefined;

/** What {@link defineTaskHandler} takes. */
export interface TaskHandlerOptions<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Services extends ServiceTokens,
> {
  /** The task type it works on. */
  readonly type: string;
  /** Version of its behaviour; part of the key of cached results. @defaultValue '1' */
  readonly version?: string;
  /** One sentence for people. */
  readonly description: string;
  /** Schema of the fields of this type, flat beside the base fields; unknown fields are refused. */
  readonly input: Input;
  /** Schema of the result without `success`. */
  readonly output: Output;
  readonly permissions?: Permissions;
  /** Services it needs, resolved for each task on first use. */
  readonly services?: Services;
  /** Milliseconds; used when the task names no timeout of its own. */
  readonly timeout?: number | undefined;
  /** Lets results be kept and given again. @defaultValue results are never kept */
  readonly cache?: HandlerCache | CacheOfTask<BaseTask & z.output<Input>> | undefined;
  /** Works on one task. Failing is throwing; give up soon after `context.signal` aborts. */
  handle(
    task: BaseTask & z.output<Input>,
    context: TaskContext,
    services: ResolvedServices<Services>,
  ): Promise<HandlerResult<z.input<Output>>>;
}

/** A handler as the executor sees it. Made by {@link defineTaskHandler}. */
export interface TaskHandler {
  readonly type: string;
  readonly version: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly permissions: Permissions;
  readonly services: ServiceTokens;
  readonly timeout?: number | undefined;
  readonly cache?: HandlerCache | CacheOfTask | undefined;
  readonly handle: (
    task: BaseTask,
    context: TaskContext,
    services: ResolvedServices<ServiceTokens>,
  ) => Promise<unknown>;
}

const optionsSchema = z.looseObject({ type: nonEmptyText, handle: callable() });

/**
 * Describes the code for one task type; types of task, services and result follow from the schemas. All but its type and
 * its function is checked when an executor takes it. Throws `PLUGIN_INVALID`.
 */
export function defineTaskHandler<
  Input extends z.ZodType,
  Output extends z.ZodType,
  const Services extends ServiceTokens = Record<never, never>,
>(options: TaskHandlerOptions<Input, Output, Services>): TaskHandler {
  parseArgument(optionsSchema, options, { of: 'defineTaskHandler()', code: 'PLUGIN_INVALID' });
  const {
    type,
    version = '1',
    description,
    input,
    output,
    permissions = {},
    services,
    timeout,
    cache,
  } = options;
  return {
    type,
    version,
    description,
    input,
    output,
    permissions,
    services: services ?? {},
    timeout,
    cache: cache as TaskHandler['cache'],
    handle: options.handle.bind(options) as TaskHandler['handle'],
  };
}
