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
  /** When GitHub answered, by its own clock. ISO 8601. */
  readonly answeredAt?: string | undefined;
  /** When polls have to stop so that tasks keep a reserve of calls, and until when. In milliseconds since the epoch. */
  readonly pausedUntil?: number | undefined;
}

const PER_PAGE = 100;
/** The share of the calls of an hour that is left to tasks. */
const RESERVE = 0.1;

/** Returns what has changed since the cursor, by one conditional request if that is nothing. */
export async function listChanges(
  github: GitHub,
  { since, etag }: Pick<Cursor, 'since' | 'etag'>,
  signal: AbortSignal,
): Promise<Changes> {
  const octokit = await github.octokit();
  const items: IssueObject[] = [];
  let first: Omit<Changes, 'items'> = {};
  for (let page = 1; ; page += 1) {
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
        if (statusIn(error) === 304) return { headers: headersOf(error), data: undefined };
        throw explainFailure(error, { route: 'the list of what has changed' });
      });
    const { headers, data } = response;
    const answeredAt = dateIn(headers);
    if (data === undefined || (page === 1 && etag !== undefined && headers['etag'] === etag)) {
      return { items, etag, answeredAt };
    }
    if (page === 1) {
      first = {
        etag: typeof headers['etag'] === 'string' ? headers['etag'] : undefined,
        newest: data[0]?.updated_at,
        answeredAt,
        pausedUntil: pausedUntil(headers),
      };
    }
    const changed = data.filter((item) => item.updated_at >= since);
    items.push(...(changed as readonly IssueObject[]));
    if (changed.length < data.length || data.length < PER_PAGE) break;
  }
  return { items, ...first };
}

type Headers = Readonly<Record<string, unknown>>;

const statusIn = (error: unknown): unknown => Object(error).status as unknown;

const headersOf = (error: unknown): Headers => Object(Object(error).response).headers as Headers;

function dateIn(headers: Headers | undefined): string | undefined {
  const time = Date.parse(String(headers?.['date']));
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function pausedUntil(headers: Headers): number | undefined {
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    Number(headers[`x-ratelimit-${name}`]),
  ) as [number, number, number];
  return remaining < limit * RESERVE ? reset * 1_000 : undefined;
}
