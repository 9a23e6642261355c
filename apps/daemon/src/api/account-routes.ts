import { api } from './implementer.ts';
import { toJson } from './to-json.ts';

/** The route of accounts. */
export const accountRoutes = api.accounts.router({
  list: api.accounts.list.handler(async ({ context: { daemon } }) => ({
    items: (await daemon.engine.accounts.list()).map(({ key, windows, reportedAt }) =>
      toJson({ key, windows: [...windows], reportedAt }),
    ),
  })),
});
