import { GitHubError } from '@poppobuilder/github';
import type { WorkServices } from '../services.ts';

/**
 * Checks whether the token may push, if it may not set labels: the agent would be paid for work that could not be
 * pushed. Rejects with a `GitHubError` when it may not.
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
    message: `The token may not push to ${name}, so the agent was not started. Grant it write access to contents, issues and pull requests.`,
    retryable: false,
  });
}
