import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

/** The route of task types. */
export const taskTypeRoutes = api.taskTypes.router({
  list: api.taskTypes.list.handler(async ({ context: { daemon } }) => {
    const plugins = await daemon.pool.inspectPlugins();
    const handlers = plugins.flatMap((plugin) => plugin.handlers);
    return {
      items: handlers.map(({ type, description, plugin, version, permissions, input, output, examples }) =>
        toJson({ type, description, plugin, version, permissions, input, output, examples }),
      ),
    };
  }),
});
