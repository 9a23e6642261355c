import { createHash } from 'node:crypto';
import type { GitHubConfig } from '../github-config.ts';
import type { Octokit } from '@octokit/rest';
import type { Repository } from '../github.ts';
import { baseUrlOf } from './project-remote.ts';
import { waitForLimit } from './rate-limit.ts';
import type { SignIn } from './sign-in.ts';
import { throttleGroups } from './throttle-groups.ts';

/** Times that tests set, in milliseconds. */
export interface ClientTimes {
  /** Until an attempt counts as lost. @defaultValue 30000 */
  readonly timeout?: number;
  /** Before the first retry; the next take 4 and 9 times as long. @defaultValue 1000 */
  readonly retryDelay?: number;
}

/** What a client is made of. */
export interface ClientOptions {
  readonly config: GitHubConfig;
  readonly signIn: SignIn;
  readonly repository: () => Repository;
  readonly times: ClientTimes;
}

/** Longest that a call waits for a limit to end, in milliseconds. */
const DEFAULT_MAX_WAIT = 60_000;

/** A refusal that another attempt does not change. */
const REFUSALS: number[] = Array.from({ length: 100 }, (_, index) => 400 + index).filter(
  (status) => status !== 408,
);

const silent = { debug: (): void => {}, info: (): void => {}, warn: (): void => {}, error: (): void => {} };

/** Makes the client. Its modules are loaded only now: a process that makes no call starts without them. */
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
      // The handlers below do the waiting, so that a call that was given up does not wait on.
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

/** Calls of one account are spaced together, those of another are not. */
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
