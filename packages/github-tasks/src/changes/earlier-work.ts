import type { Changes, Workspace } from '@poppobuilder/workspace';
import type { ChangeWork } from './change-work.ts';
import type { TravellingCommits } from './travelling-commits.ts';
import type { WorkSteps } from './work-steps.ts';

/** Whether another task used or removed the worktree before the work was pushed. */
export async function isWorkLost(
  { takesChanges }: ChangeWork,
  steps: Partial<WorkSteps>,
  workspace: Workspace,
  commits: TravellingCommits,
): Promise<boolean> {
  const { committed } = steps;
  if (!takesChanges || pushedBefore(steps, workspace) !== undefined) return false;
  if (committed === undefined) return !workspace.isKept;
  if (await workspace.has(committed.head)) return false;
  return !(await commits.fetch(committed, workspace));
}

/** Returns what an earlier attempt pushed. Pushes it again if the branch was deleted before it had a pull request. */
export const pushedBefore = (
  { pushed, pullRequest }: Partial<WorkSteps>,
  { isExisting }: Workspace,
): Changes | undefined => (isExisting || pullRequest !== undefined ? pushed : undefined);
