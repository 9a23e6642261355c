import { TaskError } from '@poppobuilder/core';
import { type GitHub, GitHubError, statusOf } from '@poppobuilder/github';
import { checkArguments } from '../arguments.ts';
import type { IssueObject, UserObject } from '../github-objects/issue-object.ts';
import { authorOf, labelNames, type PullRequestSubject, type Subject } from './subject.ts';

/** A pull request of the REST API, with the fields that are read. */
interface PullRequestObject extends IssueObject {
  readonly state: string;
  readonly merged?: boolean | undefined;
  readonly merged_at?: string | null | undefined;
  readonly user?: UserObject | null | undefined;
  readonly base: {
    readonly ref: string;
    readonly repo: { readonly full_name: string; readonly default_branch?: string };
  };
  readonly head: { readonly ref: string; readonly repo?: { readonly full_name: string } | null };
}

/** Returns an issue. Rejects with `INVALID_TASK` for a pull request, and when the issue was transferred. */
export async function readIssue(github: GitHub, number: number, signal: AbortSignal): Promise<Subject> {
  checkArguments('readIssue()', { github, number, signal });
  return issueSubject(await requestIssue(github, number, signal));
}

/** Returns the subject for an issue in a task's input. Throws `INVALID_TASK` for a pull request. */
export function issueSubject(issue: IssueObject & { readonly state?: unknown }): Subject {
  checkArguments('issueSubject()', { issue });
  if (isPullRequest(issue)) {
    const message = `#${issue.number} is a pull request. Use process-pr to review it, or process-comment for a comment on it.`;
    throw new TaskError({ code: 'INVALID_TASK', message });
  }
  return {
    kind: 'issue',
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    author: authorOf(issue.user, issue.author_association),
    labels: labelNames(issue.labels),
    url: issue.html_url ?? '',
    isClosed: issue.state === 'closed',
  };
}

/** Returns a pull request. Rejects with a `GitHubError` when there is none. */
export async function readPullRequest(
  github: GitHub,
  number: number,
  signal: AbortSignal,
): Promise<PullRequestSubject> {
  checkArguments('readPullRequest()', { github, number, signal });
  const pull = await requestPullRequest(github, number, signal);
  return {
    kind: 'pull-request',
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    author: authorOf(pull.user, pull.author_association),
    labels: labelNames(pull.labels),
    url: pull.html_url ?? '',
    isClosed: pull.state === 'closed',
    isMerged: pull.merged === true || typeof pull.merged_at === 'string',
    baseBranch: pull.base.ref,
    headBranch: pull.head.ref,
    isOwnRepository: pull.head.repo?.full_name === pull.base.repo.full_name,
    isFromDefaultBranch: pull.head.ref === pull.base.repo.default_branch,
  };
}

async function requestPullRequest(
  github: GitHub,
  number: number,
  signal: AbortSignal,
): Promise<PullRequestObject> {
  try {
    return await github.request(
      'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      { pull_number: number },
      { signal },
    );
  } catch (error) {
    const status = statusOf(error);
    if (status !== 404) throw error;
    const message = `There is no pull request #${number}, or the token cannot see it. For an issue, use process-issue.`;
    throw new GitHubError({ code: 'GITHUB_FAILED', message, status, retryable: false, cause: error });
  }
}

/** Returns the issue or pull request of a number. */
export async function readSubject(
  github: GitHub,
  number: number,
  signal: AbortSignal,
): Promise<Subject | PullRequestSubject> {
  checkArguments('readSubject()', { github, number, signal });
  let missing: unknown;
  try {
    const issue = await requestIssue(github, number, signal);
    if (!isPullRequest(issue)) return issueSubject(issue);
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    missing = error;
  }
  try {
    return await readPullRequest(github, number, signal);
  } catch (error) {
    // Neither exists; the error of the first request is the clearer one.
    throw missing !== undefined && statusOf(error) === 404 ? missing : error;
  }
}

const isPullRequest = ({ pull_request: pull }: Pick<IssueObject, 'pull_request'>): boolean =>
  pull !== undefined && pull !== null;

/** Rejects with a `GitHubError` for a transferred issue, because GitHub redirects to its new place. */
async function requestIssue(
  github: GitHub,
  number: number,
  signal: AbortSignal,
): Promise<IssueObject & { readonly state?: unknown }> {
  const issue = await github.request(
    'GET /repos/{owner}/{repo}/issues/{issue_number}',
    { issue_number: number },
    { signal },
  );
  if (issue.number === number) return issue;
  throw new GitHubError({
    code: 'GITHUB_FAILED',
    message: `Issue #${number} was transferred and is now ${issue.html_url}. Start a task for it in the project of that repository.`,
    retryable: false,
  });
}
