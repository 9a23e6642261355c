import { api } from './implementer.ts';
import { orNotFound } from './not-found.ts';
import { toJson } from './to-json.ts';

/** The routes of holds. */
export const holdRoutes = api.holds.router({
  list: api.holds.list.handler(async ({ context: { daemon } }) => ({
    items: toJson(await daemon.engine.holds.list()),
  })),
  release: api.holds.release.handler(async ({ input: { id }, context: { daemon } }) => {
    const message = `There is no hold "${id}". It was never placed, or it has ended.`;
    await orNotFound({ message, hint: '`GET /holds` lists them.' }, async () =>
      daemon.engine.holds.release(id),
    );
    return { id };
  }),
});
