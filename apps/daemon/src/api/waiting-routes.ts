import { api } from './implementer.ts';

/** The route of what waits. */
export const waitingRoutes = api.waiting.router({
  get: api.waiting.get.handler(async ({ context: { daemon } }) => {
    const { reasons, uncounted } = await daemon.waiting();
    const items = Object.entries(reasons)
      .map(([code, count]) => ({ code, count }))
      .toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code));
    return { items, uncounted };
  }),
});
