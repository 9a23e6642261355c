import { tokenInEnvironment } from '../checkouts/clone-source.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { Alarm } from './silence-alarm.ts';

const DAY = 86_400_000;

/** How long before a token expires its alarm is raised. In milliseconds. */
const NOTICE_PERIOD = 7 * DAY;

const PUBLIC_API = 'https://api.github.com';

/**
 * Returns an alarm for each token of a project that is refused, or expires within a week: GitHub says so in its answers. Asking
 * costs nothing of the rate limit. Tokens that cannot be checked raise none.
 */
export async function checkTokens(
  { projects }: DaemonConfiguration,
  environment: NodeJS.ProcessEnv,
  now: number = Date.now(),
): Promise<Alarm[]> {
  const known = new Map<
    string,
    { readonly api: string; readonly token: string; readonly projects: string[] }
  >();
  for (const [id, project] of Object.entries(projects)) {
    const token = tokenInEnvironment(id, environment);
    if (token === undefined) continue;
    const { baseUrl = PUBLIC_API } = Object(project.sections['github']) as { readonly baseUrl?: string };
    const key = `${baseUrl} ${token}`;
    const entry = known.get(key) ?? { api: baseUrl, token, projects: [] };
    entry.projects.push(id);
    known.set(key, entry);
  }
  const found = await Promise.all([...known.values()].map(async (entry) => checkToken(entry, now)));
  return found.flatMap((alarm) => alarm ?? []);
}

async function checkToken(
  {
    api,
    token,
    projects,
  }: { readonly api: string; readonly token: string; readonly projects: readonly string[] },
  now: number,
): Promise<Alarm | undefined> {
  const of = projects.join(', ');
  try {
    const response = await fetch(`${api.replace(/\/$/, '')}/rate_limit`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'user-agent': 'poppobuilder',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    if (response.status === 401) {
      return {
        code: 'TOKEN_REFUSED',
        message: `GitHub refuses the token of ${of}. Set a new GITHUB_TOKEN and restart the daemon.`,
      };
    }
    const header = response.headers.get('github-authentication-token-expiration');
    const expires = header === null ? Number.NaN : Date.parse(header);
    if (!(expires - now < NOTICE_PERIOD)) return undefined;
    const at = new Date(expires).toISOString();
    return {
      code: 'TOKEN_EXPIRES',
      message: `The GitHub token of ${of} expires at ${at}. Set a new GITHUB_TOKEN and restart the daemon.`,
    };
  } catch {
    // Others report that GitHub cannot be reached.
    return undefined;
  }
}
