import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText } from '../arguments/schemas.ts';
import type { TaskContext } from '../execution/task-context.ts';
import type { ResolvedServices, ServiceTokens } from '../services/service-token.ts';
import type { BaseTask } from '../task/task.ts';
import type { CacheOfTask, HandlerCache } from './handler-cache.ts';
import type { Permissions } from './permissions.ts';

/** What a handler resolves with: `success: true` and the fields of its output, or `success: false` for a failure. */
export type HandlerResult<Output> =
  | ({ success: true } & Output)
  | ({ success: false } & Record<string, unknown>);

/** Options of {@link defineTaskHandler}. */
export interface TaskHandlerOptions<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Services extends ServiceTokens,
> {
  /** The task type: 1 to 128 letters, digits or `. : @ / _ -`. Only one handler of a runner may have it. */
  readonly type: string;
  /** Version of the behaviour. Results that were cached for another version are not used. @defaultValue '1' */
  readonly version?: string;
  /** What the task does, in one sentence for people. */
  readonly description: string;
  /**
   * Synchronous zod schema of the type's own fields, which stand beside the base fields of a task. Other fields are rejected
   * with `INVALID_TASK`; for a task that takes any field use `z.looseObject({})`.
   */
  readonly input: Input;
  /** Synchronous zod schema of the result without `success`. Another result fails with `INVALID_OUTPUT`. */
  readonly output: Output;
  /** What the handler needs: commands, network, files, secrets. What is left out is denied. @defaultValue {} */
  readonly permissions?: Permissions;
  /** Tokens of the services it uses, by the names that `handle` gets them under. @defaultValue {} */
  readonly services?: Services;
  /** Timeout of tasks that name none, in milliseconds. @defaultValue the runner's own, 600000 (10 minutes) */
  readonly timeout?: number | undefined;
  /** What a result depends on, so that it can be cached. @defaultValue results are never cached */
  readonly cache?: HandlerCache | CacheOfTask<BaseTask & z.output<Input>> | undefined;
  /**
   * Examples of the type's own fields, as JSON. `poppo plugins inspect` prints them, and the contract suite runs them. Those
   * that `input` rejects make the plugin invalid. @defaultValue []
   */
  readonly examples?: readonly z.input<Input>[];
  /** Whether running the same task again on the same project gives the same result. @defaultValue false */
  readonly idempotent?: boolean;
  /**
   * Whether it only plans while `context.approval` is not given. A task that waits for the approval of its plan fails with
   * `INVALID_TASK` where the handler does not. @defaultValue false
   */
  readonly plans?: boolean;
  /**
   * Runs one task.
   *
   * Throw to fail it: a `TaskError` keeps its code, anything else becomes `HANDLER_FAILED`. Stop soon after `context.signal`
   * aborts (on timeout or cancel); a handler that does not within the runner's grace, 5 seconds by default, is abandoned.
   *
   * @param task - the base fields, and the type's own fields as `input` parsed them
   * @param context - the project, its configuration, the logger and the signal
   * @param services - instances for the tokens of `services`, each created when it is first used
   */
  handle(
    task: BaseTask & z.output<Input>,
    context: TaskContext,
    services: ResolvedServices<Services>,
  ): Promise<HandlerResult<z.input<Output>>>;
}

/** A handler for a task type. Made by {@link defineTaskHandler}. */
export interface TaskHandler extends TaskHandlerOptions<z.ZodType, z.ZodType, ServiceTokens> {
  readonly version: string;
  readonly permissions: Permissions;
  readonly services: ServiceTokens;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
  readonly idempotent: boolean;
}

const optionsSchema = z.looseObject({ type: nonEmptyText, handle: callable() });

/**
 * Defines the handler for a task type. The types of `task`, `services` and the result follow from the schemas and the tokens.
 *
 * Only `type` and `handle` are checked here; a runner checks the rest when it takes the plugin.
 *
 * @example
 * ```ts
 * const lint = defineTaskHandler({
 *   type: 'lint',
 *   description: 'Lints the project.',
 *   input: z.object({ fix: z.boolean().default(false) }),
 *   output: z.object({ exitCode: z.number() }),
 *   permissions: { commands: true, files: 'project' },
 *   services: { commands: CommandRunner },
 *   examples: [{ fix: true }],
 *   async handle({ fix }, context, { commands }) {
 *     const { exitCode } = await commands.run('npx', ['eslint', ...(fix ? ['--fix'] : []), '.']);
 *     return { success: true, exitCode };
 *   },
 * });
 * ```
 * @throws TaskError `PLUGIN_INVALID` when `type` is empty or `handle` is no function
 */
export function defineTaskHandler<
  Input extends z.ZodType,
  Output extends z.ZodType,
  const Services extends ServiceTokens = Record<never, never>,
>(options: TaskHandlerOptions<Input, Output, Services>): TaskHandler {
  parseArgument(optionsSchema, options, { of: 'defineTaskHandler()', code: 'PLUGIN_INVALID' });
  // Read one by one: options may be an instance of a class.
  const { type, version = '1', description, input, output, timeout } = options;
  const { permissions = {}, services = {}, cache } = options as Partial<TaskHandler>;
  const { examples = [], idempotent = false, plans = false } = options as Partial<TaskHandler>;
  const handle: TaskHandler['handle'] = options.handle.bind(options);
  const declared = { type, version, description, input, output, timeout, permissions, services, cache };
  return { ...declared, examples, idempotent, plans, handle };
}
