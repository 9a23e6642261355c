import type { RunnerMiddleware } from '@poppobuilder/core';
import type { PluginDescription } from '@poppobuilder/worker-pool';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { DaemonContext } from '../daemon-context.ts';
import type { GitHubProjects } from '../github/github-projects.ts';
import type { WebhookReceiver } from '../webhooks/webhook-receiver.ts';
import { countAttempts } from './count-attempts.ts';
import { type KnownNames, knownNames } from './known-names.ts';
import { MetricSet } from './metric-set.ts';
import { RateLimits } from './rate-limits.ts';
import { readEngine, readProcess } from './read-daemon.ts';

/** What {@link Metrics} needs. */
export interface MetricsOptions {
  readonly plugins: readonly PluginDescription[];
  readonly configuration: () => DaemonConfiguration;
  readonly github: Pick<GitHubProjects, 'get'>;
  readonly onError: (error: unknown) => void;
}

/** For how long what was read from the database counts: whoever asks often does not load it. In milliseconds. */
const LIFETIME = 2_000;

/** The metrics of a daemon, for Prometheus. */
export class Metrics {
  /** Belongs in front of the runner. */
  readonly middleware: RunnerMiddleware;
  readonly #set = new MetricSet();
  readonly #names: KnownNames;
  readonly #limits: RateLimits;
  readonly #onError: (error: unknown) => void;
  #reading: Promise<void> | undefined;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor({ plugins, configuration, github, onError }: MetricsOptions) {
    this.#names = knownNames(plugins, configuration);
    this.#limits = new RateLimits(github, configuration);
    this.#onError = onError;
    this.middleware = countAttempts(this.#set, this.#names);
  }

  /** Returns a receiver of webhooks whose answers are counted. */
  watched(receive: WebhookReceiver): WebhookReceiver {
    return async (request) => {
      const answer = await receive(request);
      const labels = { route: this.#names.route(request.route), status: String(answer.status) };
      this.#set.count('poppo_webhook_deliveries_total', labels);
      return answer;
    };
  }

  get contentType(): string {
    return this.#set.contentType;
  }

  /** Returns everything as it is now, in Prometheus' text format. */
  async text(daemon: DaemonContext): Promise<string> {
    readProcess(this.#set, daemon);
    const limits = [...this.#limits.current];
    this.#set.replace(
      'poppo_github_rate_limit',
      limits.map(([project, { limit }]) => [{ project }, limit]),
    );
    this.#set.replace(
      'poppo_github_rate_limit_remaining',
      limits.map(([project, { remaining }]) => [{ project }, remaining]),
    );
    if (performance.now() - this.#readAt >= LIFETIME) {
      this.#reading ??= this.#read(daemon).finally(() => (this.#reading = undefined));
      await this.#reading;
    }
    return this.#set.text();
  }

  async #read(daemon: DaemonContext): Promise<void> {
    const started = performance.now();
    let isUp = true;
    try {
      await readEngine(this.#set, daemon, this.#names);
    } catch (error) {
      isUp = false;
      this.#onError(error);
    }
    this.#readAt = performance.now();
    this.#set.replace('poppo_database_up', [[{}, isUp ? 1 : 0]]);
    this.#set.replace('poppo_database_read_seconds', [[{}, (this.#readAt - started) / 1_000]]);
  }
}
