import { api } from './implementer.ts';

/** The routes of budgets. */
export const budgetRoutes = api.budgets.router({
  list: api.budgets.list.handler(async ({ context: { daemon } }) => ({ items: await daemon.budgets.list() })),
  override: api.budgets.override.handler(async ({ input, context: { daemon, caller } }) => {
    await daemon.budgets.override({ ...input, until: new Date(input.until) }, caller.name);
    return { items: await daemon.budgets.list() };
  }),
});
