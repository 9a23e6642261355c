import { hasMark } from '@poppobuilder/workspace';
import { type FoundPullRequest, listPullRequests } from '../pull-request/open-pull-request.ts';
import type { ChangeWork } from './change-work.ts';

/** Work that was merged before its task could answer. */
export interface MergedWork {
  readonly pullRequest: FoundPullRequest;
  readonly branch: string;
  /** Oldest first. */
  readonly commits: readonly string[];
}

/**
 * Finds a pull request of our own identity that was merged with commits of a piece of work, by their mark: its branch may
 * be gone, and the work must not be done again.
 */
export async function findMergedWork(
  { services: { github }, workspace: { branch } }: ChangeWork,
  mark: string,
  signal: AbortSignal,
): Promise<MergedWork | undefined> {
  const pulls = await listPullRequests({ github, branch, signal }, 'all');
  const merged = pulls.filter(({ isMerged }) => isMerged);
  if (merged.length === 0) return undefined;
  const { login } = await github.identity();
  for (const pullRequest of merged.filter(({ author }) => author === login)) {
    const commits = await github.list(
      'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits',
      { pull_number: pullRequest.number },
      { signal },
    );
    if (!commits.some(({ commit }) => hasMark(commit.message, mark))) continue;
    return { pullRequest, branch, commits: commits.map(({ sha }) => sha) };
  }
  return undefined;
}
