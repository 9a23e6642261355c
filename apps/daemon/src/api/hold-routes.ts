import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

/** The routes of holds. */
export const holdRoutes = api.holds.router({
  list: api.holds.list.handler(async ({ context: { daemon } }) => ({
    items: toJson(await daemon.engine.holds.list()),
  })),
  release: api.holds.release.handler(async ({ input: { id }, context: { daemon } }) => {
    await daemon.engine.holds.release(id);
    return { id };
  }),
});
