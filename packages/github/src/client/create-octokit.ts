import { createHash } from 'node:crypto';
import type { GitHubConfig } from '../github-config.ts';
import type { Octokit } from '@octokit/rest';
import type { Repository } from '../github.ts';
import { baseUrlOf } from './project-remote.ts';
import { waitForLimit } from './rate-limit.ts';
import type { SignIn } from './sign-in.ts';
import { throttleGroups } from './throttle-groups.ts';

/** Timings that tests override. In milliseconds. */
export interface ClientTimes {
  /** Timeout of one attempt. @defaultValue 30000 */
  readonly timeout?: number;
  /** Delay before the first retry. The next delays are 4 and 9 times as long. @defaultValue 1000 */
  readonly retryDelay?: number;
}

/** Options of {@link createOctokit}. */
export interface ClientOptions {
  readonly config: GitHubConfig;
  readonly signIn: SignIn;
  readonly repository: () => Repository;
  readonly times: ClientTimes;
}

/** Longest time that a call waits for a rate limit to reset. In milliseconds. */
const DEFAULT_MAX_WAIT = 60_000;

/** Status codes for which another attempt is useless. */
const REFUSALS: number[] = Array.from({ length: 100 }, (_, index) => 400 + index).filter(
  (status) => status !== 408,
);

const silent = { debug: (): void => {}, info: (): void => {}, warn: (): void => {}, error: (): void => {} };

/** Creates the client. Loads its modules on first use, so that a process without calls starts faster. */
export async function createOctokit(options: ClientOptions): Promise<Octokit> {
  const { config, signIn, repository, times } = options;
  const [rest, throttlingModule, retryModule, { attempts }, groups] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
    import('./attempt.ts'),
    throttleGroups(config),
  ]);
  const { maxWait = DEFAULT_MAX_WAIT } = config;
  const onLimit = (seconds: number, call: object, _octokit: unknown, waits: number): Promise<boolean> =>
    waitForLimit(seconds, { maxWait, waits, signal: signalOf(call) });
  const Client = rest.Octokit.plugin(
    (octokit) => {
      attempts(octokit, { timeout: times.timeout ?? 30_000 });
      return {};
    },
    throttlingModule.throttling,
    retryModule.retry,
  );
  const common = {
    baseUrl: baseUrlOf(config),
    userAgent: 'poppobuilder',
    log: silent,
    throttle: {
      ...groups,
      id: identify(signIn),
      // The handlers below wait, so that a cancelled call stops waiting.
      retryAfterBaseValue: 0,
      onRateLimit: onLimit,
      onSecondaryRateLimit: onLimit,
    },
    retry: { doNotRetry: REFUSALS, retryAfterBaseValue: times.retryDelay ?? 1_000 },
  };
  if (signIn.kind === 'token') return new Client({ ...common, auth: signIn.token });
  const { createAppAuth } = await import('@octokit/auth-app');
  const { appId, privateKey } = signIn;
  const asApp = (installationId?: number): Octokit =>
    new Client({
      ...common,
      authStrategy: createAppAuth,
      auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) },
    });
  if (signIn.installationId !== undefined) return asApp(signIn.installationId);
  const { data } = await asApp().request('GET /repos/{owner}/{repo}/installation', { ...repository() });
  return asApp(data.id);
}

/** Throttles the calls of one account together and separately from other accounts. */
function identify(signIn: SignIn): string {
  if (signIn.kind === 'app') return `app-${signIn.appId}`;
  return createHash('sha256').update(signIn.token).digest('hex').slice(0, 16);
}

function signalOf(call: object): AbortSignal | undefined {
  const settings: unknown = Reflect.get(call, 'request');
  const signal: unknown =
    typeof settings === 'object' && settings !== null ? Reflect.get(settings, 'signal') : undefined;
  return signal instanceof AbortSignal ? signal : undefined;
}
