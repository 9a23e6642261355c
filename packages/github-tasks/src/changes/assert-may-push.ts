import { GitHubError } from '@poppobuilder/github';
import type { WorkServices } from '../services.ts';

/**
 * Looks, when labels could not be set, whether the token may push at all, before the agent is paid for work that would stay
 * here. Rejects with a `GitHubError` when it may not.
 */
export async function assertMayPush(
  { github, labels }: Pick<WorkServices, 'github' | 'labels'>,
  signal: AbortSignal,
): Promise<void> {
  if (!labels.isForbidden) return;
  const { permissions, full_name: name } = await github.request('GET /repos/{owner}/{repo}', {}, { signal });
  if (permissions?.push !== false) return;
  throw new GitHubError({
    code: 'GITHUB_FAILED',
    status: 403,
    message: `The token may not push to ${name}, so no agent was started. Give its account write access to contents, issues and pull requests.`,
    retryable: false,
  });
}
