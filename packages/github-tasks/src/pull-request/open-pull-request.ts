import { type GitHub, statusOf } from '@poppobuilder/github';

/** A pull request that a task opened or updated. */
export interface OpenedPullRequest {
  readonly number: number;
  readonly url: string;
  /** Whether it was opened by this call. */
  readonly isNew: boolean;
}

/** Options of {@link openPullRequest}. */
export interface PullRequestOptions {
  readonly github: GitHub;
  readonly branch: string;
  readonly base: string;
  readonly title: string;
  readonly body: string;
  /** Whether there can be none yet, which saves a request. */
  readonly isSurelyNew: boolean;
  readonly signal: AbortSignal;
}

/** Maximum number of attempts. Before each retry, a search shows whether an earlier attempt succeeded after all. */
const MAX_ATTEMPTS = 3;

/** Returns the open pull request of a branch, or opens one. */
export async function openPullRequest(options: PullRequestOptions): Promise<OpenedPullRequest> {
  const { isSurelyNew } = options;
  for (let attempt = 1; ; attempt += 1) {
    const existing = isSurelyNew && attempt === 1 ? undefined : await findPullRequest(options);
    if (existing !== undefined) return { number: existing.number, url: existing.url, isNew: attempt > 1 };
    try {
      return { ...(await create(options)), isNew: true };
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !mayHaveBeenHeard(error)) throw error;
    }
  }
}

/** An existing pull request. */
export interface FoundPullRequest {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly author: string | undefined;
  /** Head commit, now or when it was closed. */
  readonly head: string;
  readonly isOpen: boolean;
  readonly isMerged: boolean;
}

/** The branch whose pull requests are listed. */
export type PullRequestSearch = Pick<PullRequestOptions, 'github' | 'branch' | 'signal'>;

/** Returns the pull requests of a branch of the project's own repository, latest first. */
export async function listPullRequests(
  { github, branch, signal }: PullRequestSearch,
  state: 'open' | 'all',
): Promise<readonly FoundPullRequest[]> {
  const { owner } = github.repository();
  const pulls = await github.request(
    'GET /repos/{owner}/{repo}/pulls',
    { head: `${owner}:${branch}`, state, per_page: 100 },
    { signal },
  );
  return pulls
    .filter(({ head, base }) => head.ref === branch && head.repo?.full_name === base.repo.full_name)
    .map((pull) => ({
      number: pull.number,
      url: pull.html_url,
      body: pull.body ?? '',
      author: pull.user?.login,
      head: pull.head.sha,
      isOpen: pull.state === 'open',
      isMerged: typeof pull.merged_at === 'string',
    }));
}

/** Returns the open pull request of a branch of the project's own repository. */
export async function findPullRequest(search: PullRequestSearch): Promise<FoundPullRequest | undefined> {
  return (await listPullRequests(search, 'open'))[0];
}

/** Whether a pull request of the branch was merged and none is open. */
export async function isMerged(github: GitHub, branch: string, signal: AbortSignal): Promise<boolean> {
  const pulls = await listPullRequests({ github, branch, signal }, 'all');
  return pulls.every(({ isOpen }) => !isOpen) && pulls.some((pull) => pull.isMerged);
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
    { head: branch, base, title, body },
    { signal },
  );
  return { number: pull.number, url: pull.html_url };
}

/** 422 also means that there is one already. */
function mayHaveBeenHeard(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 422 || status >= 500;
}
