import { explainFailure, type GitHub } from '@poppobuilder/github';
import type { IssueObject } from '../github-objects.ts';
import type { Cursor } from './cursor.ts';

/** What has changed in a repository. */
export interface Changes {
  /** Issues and pull requests, the newest change first. */
  readonly items: readonly IssueObject[];
  readonly etag?: string | undefined;
  /** Time of the newest change, also of one that is older than the cursor. */
  readonly newest?: string | undefined;
  /** When polls have to stop so that tasks keep a reserve of calls, and until when. In milliseconds since the epoch. */
  readonly pausedUntil?: number | undefined;
}

const PER_PAGE = 100;
/** A poll reads no more pages. */
const MAX_PAGES = 20;
/** The share of the calls of an hour that is left to tasks. */
const RESERVE = 0.1;

/** Returns what has changed since the cursor, by one conditional request if that is nothing; undefined then. */
export async function listChanges(
  github: GitHub,
  { since, etag }: Pick<Cursor, 'since' | 'etag'>,
  signal: AbortSignal,
): Promise<Changes | undefined> {
  const octokit = await github.octokit();
  const items: IssueObject[] = [];
  let first: Omit<Changes, 'items'> = {};
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const response = await octokit
      .request('GET /repos/{owner}/{repo}/issues', {
        ...github.repository(),
        state: 'all',
        sort: 'updated',
        direction: 'desc',
        per_page: PER_PAGE,
        ...(page === 1 ? {} : { page }),
        headers: page === 1 && etag !== undefined ? { 'if-none-match': etag } : {},
        request: { signal },
      })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        if (statusIn(error) === 304) return undefined;
        throw explainFailure(error, { route: 'the list of what has changed' });
      });
    if (response === undefined) return undefined;
    const { headers, data } = response;
    if (page === 1) {
      if (etag !== undefined && headers.etag === etag) return undefined;
      first = { etag: headers.etag, newest: data[0]?.updated_at, pausedUntil: pausedUntil(headers) };
    }
    const changed = data.filter((item) => item.updated_at >= since);
    items.push(...(changed as readonly IssueObject[]));
    if (changed.length < data.length || data.length < PER_PAGE) break;
  }
  return { items, ...first };
}

const statusIn = (error: unknown): unknown => Object(error).status as unknown;

function pausedUntil(headers: Readonly<Record<string, unknown>>): number | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`]),
  ) as [number, number, number];
  return remaining < limit * RESERVE ? reset * 1_000 : undefined;
}
