import { type Plugin, TaskExecutor } from '@poppobuilder/core';
import {
  asTaskError,
  checkInput,
  checkTask,
  declarationOf,
  declarationOfTrigger,
  declareCache,
  type Deprecation,
  handlersOf,
  LoadedSections,
  loadLocatedPlugins,
  placeOf,
} from '@poppobuilder/core/runner-kit';
import type { HostMessage, OpenCatalog, PluginDescription, WorkerMessage } from '../protocol/messages.ts';
import { contentsOf } from './contents-of.ts';
import { guardImports } from './guard-imports.ts';
import { send } from './outbox.ts';
import { recordImports } from './record-imports.ts';

/** Answers what plugins contain. A schema that cannot be shown is an error of its plugin, not of the process. */
function inspect(id: number, executor: TaskExecutor, plugins: readonly Plugin[]): WorkerMessage {
  try {
    return [
      'inspected',
      id,
      null,
      plugins.map((plugin) => contentsOf(plugin, executor.sectionsOf(plugin.name))),
    ];
  } catch (error) {
    return ['inspected', id, asTaskError(error, {}, (text) => text).toJSON()];
  }
}

/** Loads plugins, reports their contents, and then checks tasks by their schemas. Throws `PLUGIN_INVALID`. */
export async function openCatalog(message: OpenCatalog): Promise<(message: HostMessage) => void> {
  guardImports(message);
  const recorded = recordImports();
  const plugins = await loadLocatedPlugins(message.plugins, {
    timeout: message.loadTimeout,
    onLoading: (plugin) => send(['loading', plugin]),
  });
  const deprecations: Deprecation[] = [];
  const executor = new TaskExecutor(
    { plugins, environment: {}, homeFolder: process.cwd() },
    { onDeprecated: (deprecation) => deprecations.push(deprecation) },
  );
  const registered = new Map(executor.handlers.map((handler) => [handler.type, handler]));
  const described = plugins.map((plugin, index): PluginDescription => {
    const { name, middleware, services, triggers } = plugin;
    return {
      name,
      url: message.plugins[index]?.url ?? '',
      sections: executor.sectionsOf(name).map(declarationOf),
      isShared: middleware.length > 0 || services.length > 0,
      handlers: handlersOf(plugin).flatMap(({ type }) => {
        const handler = registered.get(type);
        if (handler === undefined) return [];
        const { version, description, permissions, granted, timeout, idempotent } = handler;
        return [{ type, version, description, plugin: name, permissions, granted, timeout, idempotent }];
      }),
      triggers: triggers.map(declarationOfTrigger),
      deprecations: deprecations.filter((deprecation) => deprecation.plugin === name),
    };
  });
  const files = recorded();
  send(files === undefined ? ['described', described] : ['described', described, files]);
  const sections = new LoadedSections(executor.sections);
  return (received) => {
    if (received.type === 'check-sections') {
      send(['sections-checked', received.id, sections.check(received.sections)]);
      return;
    }
    if (received.type === 'inspect') {
      send(inspect(received.id, executor, plugins));
      return;
    }
    if (received.type !== 'check') return;
    const { id, task, declaresCache } = received;
    try {
      const handler = registered.get(task.type);
      const checked = checkTask(task);
      if (handler !== undefined) checkInput(checked, task.type, handler.strictInput);
      const cache = handler !== undefined && declaresCache ? declareCache(handler, checked) : undefined;
      send(cache === undefined ? ['checked', id, null] : ['checked', id, null, cache]);
    } catch (error) {
      send(['checked', id, asTaskError(error, placeOf(task), (text) => text).toJSON()]);
    }
  };
}
