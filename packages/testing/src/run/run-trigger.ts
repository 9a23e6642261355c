import { loadPlugins, TaskError, type TriggerEvent } from '@poppobuilder/core';
import { TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import { locationOf, type PluginUnderTest } from './open-runner.ts';
import { runTask } from './run-task.ts';
import type { RunTaskOptions } from './run-task-options.ts';
import type { TaskOutcome } from './task-outcome.ts';

/** Options of {@link runTrigger}. */
export interface RunTriggerOptions extends RunTaskOptions {
  /** The trigger's type. @defaultValue the only trigger of the plugin */
  readonly type?: string | undefined;
  /** What the project's configuration says of the trigger. @defaultValue {} */
  readonly configuration?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Runs a trigger of a plugin for one event, as {@link runTask} runs a task: the result has `tasks`, `cancels` and `cursor`.
 * Nothing is submitted. Never rejects.
 *
 * @param plugin - the plugin; or the URL or path of its module, as `isolation` requires
 *
 * @example
 * ```ts
 * const { result } = await runTrigger(plugin, { kind: 'poll' }, { configuration: { labels: ['ours'] } });
 * ```
 */
export async function runTrigger(
  plugin: PluginUnderTest,
  event: TriggerEvent,
  options: RunTriggerOptions = {},
): Promise<TaskOutcome> {
  if (Object(options) !== options) return runTask(plugin, { type: TRIGGER_PREFIX }, options);
  const { type, configuration, ...rest } = options;
  const found = await chooseType(plugin, type).catch((error: unknown) => error);
  // A task of no type at all reports what is wrong in the way of all other mistakes.
  const chosen = typeof found === 'string' ? found : (type ?? 'unknown');
  const fields = configuration === undefined ? { event } : { event, configuration };
  const outcome = await runTask(plugin, { type: `${TRIGGER_PREFIX}${chosen}`, ...fields }, rest);
  return TaskError.is(found) ? { ...outcome, result: undefined, error: found } : outcome;
}

async function chooseType(plugin: PluginUnderTest, type: string | undefined): Promise<string> {
  if (type !== undefined) return type;
  const source = typeof plugin === 'string' || plugin instanceof URL ? locationOf(plugin) : plugin;
  const triggers = (await loadPlugins([source])).flatMap((loaded) => loaded.triggers);
  const [only, ...others] = triggers;
  if (only !== undefined && others.length === 0) return only.type;
  const types = triggers.map((trigger) => trigger.type).join(', ');
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `The plugin has ${triggers.length} triggers${types === '' ? '' : ` (${types})`}. Name one with the option "type" of runTrigger().`,
  });
}
