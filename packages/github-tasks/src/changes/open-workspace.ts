import type { Workspace, WorkspaceRequest } from '@poppobuilder/workspace';
import { workKey } from '../journal/work-key.ts';
import { isMerged } from '../pull-request/open-pull-request.ts';
import type { ChangeWork } from './change-work.ts';

/** Opens the worktree of some work. */
export async function openWorkspace(
  work: ChangeWork,
  keepsChanges?: WorkspaceRequest['keepsChanges'],
): Promise<Workspace> {
  const { services, context } = work;
  const { github } = services;
  return services.workspaces.open({
    ...work.workspace,
    remote: { url: github.cloneUrl(), credentials: () => github.gitCredentials() },
    keepsChanges,
    mark: keyOf(work),
    ...(work.takesChanges ? { isFinished: (branch) => isMerged(github, branch, context.signal) } : {}),
  });
}

/** Returns the key of some work, which marks its commits and its record. */
export const keyOf = ({ context, input }: ChangeWork): string => workKey(context.taskId, input);
