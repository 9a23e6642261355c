import type { BudgetOverride } from '@poppobuilder/api';
import { overridableCap } from '../budgets/caps.ts';
import type { DaemonContext } from '../daemon-context.ts';
import { findProject } from './find-project.ts';
import { api } from './implementer.ts';
import { futureTime, invalidField } from './invalid-request.ts';

/** The routes of budgets. */
export const budgetRoutes = api.budgets.router({
  list: api.budgets.list.handler(async ({ context: { daemon } }) => ({ items: await daemon.budgets.list() })),
  override: api.budgets.override.handler(async ({ input, context: { daemon, caller } }) => {
    const until = futureTime('until', input.until);
    checkCap(daemon, input);
    await daemon.budgets.override({ ...input, until }, caller.name);
    return { items: await daemon.budgets.list() };
  }),
});

/** What is not capped cannot be raised. Throws `PROJECT_NOT_FOUND`, `INVALID_REQUEST`. */
function checkCap(daemon: DaemonContext, { scope, ...given }: BudgetOverride): void {
  if ('project' in scope) findProject(daemon, scope.project, 'scope.project');
  const cap = overridableCap(daemon.configuration(), scope, Date.now());
  if (cap === undefined) throw invalidField('scope', 'has no cap in the configuration');
  for (const kind of ['usd', 'tokens', 'runs'] as const) {
    if (given[kind] !== undefined && cap.limits[kind] === undefined)
      throw invalidField(kind, 'is not capped for this scope');
  }
}
