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
  /** Commit that its branch is at, or was at when it ended. */
  readonly head: string;
  readonly isOpen: boolean;
  readonly isMerged: boolean;
}

/** Which branch's pull requests are looked for. */
export type PullRequestSearch = Pick<PullRequestOptions, 'github' | 'branch' | 'signal'>;

/** The pull requests of a branch of the project's own repository, the latest first. */
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

/** The open pull request of a branch of the project's own repository. */
export async function findPullRequest(search: PullRequestSearch): Promise<FoundPullRequest | undefined> {
  return (await listPullRequests(search, 'open'))[0];
}

/** Whether a branch's pull request was merged, and none is open for it. */
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

/** 422 says also that there is one already. */
function mayHaveBeenHeard(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 422 || status >= 500;
}
