import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

/** The route of the history. */
export const historyRoutes = api.history.router({
  read: api.history.read.handler(async ({ input, context: { daemon } }) => {
    const { project, since, until, ...rest } = input;
    const periods = await daemon.engine.history.read({
      ...rest,
      projectId: project,
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(until),
    });
    return { items: toJson(periods) };
  }),
});
