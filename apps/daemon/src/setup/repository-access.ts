import type { GitHub } from '@poppobuilder/github';

/** What a token may do in a repository, as GitHub says. */
export interface RepositoryAccess {
  /** As `owner/name`. */
  readonly repository: string;
  /** The account that it signs in. */
  readonly login: string;
  /** Whether it may push; absent where GitHub does not say so. */
  readonly mayPush?: boolean | undefined;
  /** Scopes of a classic token; absent for others. */
  readonly scopes?: readonly string[] | undefined;
  /** The time of GitHub's clock; absent where it gave none. */
  readonly serverTime?: Date | undefined;
}

/** Signs in to GitHub and reads the repository. Rejects with `GITHUB_FAILED`, `MISSING_CREDENTIALS`, `INVALID_CONFIG`. */
export async function readAccess(github: GitHub, signal: AbortSignal): Promise<RepositoryAccess> {
  const { login } = await github.identity();
  const found = await github.request('GET /repos/{owner}/{repo}', {}, { signal });
  const { scopes, serverTime } = await readHeaders(github);
  const mayPush = found.permissions?.push;
  return { repository: found.full_name, login, mayPush, scopes, serverTime };
}

/** Asking for the rate limit costs nothing. */
async function readHeaders(github: GitHub): Promise<Pick<RepositoryAccess, 'scopes' | 'serverTime'>> {
  try {
    const octokit = await github.octokit();
    const { headers } = await octokit.request('GET /rate_limit');
    const scopes = headers['x-oauth-scopes']?.split(/,\s*/).filter((scope) => scope !== '');
    const time = Date.parse(headers.date ?? '');
    return { scopes, ...(Number.isNaN(time) ? {} : { serverTime: new Date(time) }) };
  } catch {
    // Some servers have no rate limits.
    return {};
  }
}
