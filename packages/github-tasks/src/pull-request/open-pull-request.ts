import { type GitHub, statusOf } from '@poppobuilder/github';

/** A pull request that a task opened or updated. */
export interface OpenedPullRequest {
  readonly number: number;
  readonly url: string;
  /** Whether it was opened now. */
  readonly isNew: boolean;
}

/** What a pull request is opened with. */
export interface PullRequestOptions {
  readonly github: GitHub;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  /** Whether there can be none yet, so that nobody has to look. */
  readonly isSurelyNew: boolean;
  readonly signal: AbortSignal;
}

/** Tries of opening one; in between somebody looks whether an earlier one was heard after all. */
const TRIES = 3;

/** Characters of a title that GitHub takes. */
const MAX_TITLE = 256;

/** The open pull request of a branch: the one there is, else a new one. */
export async function openPullRequest(options: PullRequestOptions): Promise<OpenedPullRequest> {
  const { isSurelyNew } = options;
  for (let tries = 1; ; tries += 1) {
    const existing = isSurelyNew && tries === 1 ? undefined : await findPullRequest(options);
    if (existing !== undefined) return { number: existing.number, url: existing.url, isNew: tries > 1 };
    try {
      return { ...(await create(options)), isNew: true };
    } catch (error) {
      if (tries === TRIES || !mayHaveBeenHeard(error)) throw error;
    }
  }
}

/** A pull request that is there. */
export interface FoundPullRequest {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly author: string | undefined;
}

/** The open pull request of a branch of the project's own repository. */
export async function findPullRequest({
  github,
  branch,
  signal,
}: Pick<PullRequestOptions, 'github' | 'branch' | 'signal'>): Promise<FoundPullRequest | undefined> {
  const { owner } = github.repository();
  const pulls = await github.request(
    'GET /repos/{owner}/{repo}/pulls',
    { head: `${owner}:${branch}`, state: 'open', per_page: 100 },
    { signal },
  );
  const found = pulls.find(
    ({ head, base }) => head.ref === branch && head.repo?.full_name === base.repo.full_name,
  );
  if (found === undefined) return undefined;
  const { number, html_url: url, body, user } = found;
  return { number, url, body: body ?? '', author: user?.login };
}

/** Whether a branch's pull request was merged, and none is open for it. */
export async function isMerged(github: GitHub, branch: string, signal: AbortSignal): Promise<boolean> {
  const { owner } = github.repository();
  const pulls = await github.request(
    'GET /repos/{owner}/{repo}/pulls',
    { head: `${owner}:${branch}`, state: 'all', per_page: 100 },
    { signal },
  );
  const own = pulls.filter(({ head }) => head.ref === branch);
  return (
    own.every(({ state }) => state === 'closed') && own.some((pull) => typeof pull.merged_at === 'string')
  );
}

async function create({
  github,
  branch,
  base,
  title,
  body,
  signal,
}: PullRequestOptions): Promise<{ readonly number: number; readonly url: string }> {
  const pull = await github.request(
    'POST /repos/{owner}/{repo}/pulls',
    { head: branch, base, title: title.slice(0, MAX_TITLE), body },
    { signal },
  );
  return { number: pull.number, url: pull.html_url };
}

/** 422 says also that there is one already. */
function mayHaveBeenHeard(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 422 || status >= 500;
}
