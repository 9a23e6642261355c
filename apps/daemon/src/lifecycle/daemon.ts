import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type TaskRunner, withMiddleware } from '@poppobuilder/core';
import type { FastifyInstance } from 'fastify';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import { type Consumer, createEngine, type Engine, type HoldReason } from '@poppobuilder/engine';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { AccessStore } from '../access/access-store.ts';
import { AgentAccounts } from '../accounts/agent-accounts.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { DaemonContext, DaemonStatus } from '../daemon-context.ts';
import type { Finding } from '../doctor/finding.ts';
import { oneAtATime } from '../doctor/one-at-a-time.ts';
import { EventStreams } from '../events/event-streams.ts';
import { GitHubProjects } from '../github/github-projects.ts';
import { projectPolicies } from '../projects/project-policies.ts';
import { ProjectFacts } from '../projects/project-facts.ts';
import { RepositoryNames } from '../projects/repository-names.ts';
import { withProjectConfig } from '../projects/with-project-config.ts';
import type { ServerOptions, ServerParts } from '../server/create-server.ts';
import { type Listening, listen } from '../server/listen.ts';
import { LocalSockets } from '../server/local-sockets.ts';
import { pollAtStart } from '../triggers/sync-polls.ts';
import { TRIGGER_LABEL, TRIGGER_SLOTS } from '../triggers/trigger-options.ts';
import { submitTogether } from '../submit/submit-together.ts';
import { createWaitCounter } from '../waiting/wait-counter.ts';
import { DeliveryBursts } from '../webhooks/delivery-bursts.ts';
import { Closers } from './closers.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { type Notices, openNotices } from './open-notices.ts';
import { openRules, type Rules } from './open-rules.ts';
import { openWebhooks } from './open-webhooks.ts';
import { stateOfEngine } from './state-of-engine.ts';
import { watchWaits } from './watch-waits.ts';
import { workersFor } from './workers-for.ts';

/** How long running tasks may take to finish when the daemon stops. In milliseconds. */
const DRAIN_LIMIT = 300_000;

/** After how many tasks a worker is replaced: most are events, which take less time than starting a worker. */
const RECYCLE_AFTER = 500;

/** An engine, a pool and an HTTP API in this process. */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #closers = new Closers();
  /** Resolves once the engine is open; before that, no task runs. */
  readonly #engine = Promise.withResolvers<Engine>();
  readonly #status: DaemonStatus = {
    isDraining: false,
    running: () => this.#consumers.flatMap(({ running }) => running),
    warnings: [],
  };
  readonly #consumers: Consumer[] = [];
  #configuration: DaemonConfiguration;
  #rules: Rules | undefined;
  #notices: Notices | undefined;
  #stopping: Promise<void> | undefined;

  private constructor(options: DaemonOptions) {
    this.#options = options;
    this.#configuration = options.configuration;
  }

  /** Starts a daemon; it is ready when this resolves. When it rejects, it leaves nothing behind. */
  static async start(options: DaemonOptions): Promise<Daemon> {
    const daemon = new Daemon(options);
    try {
      await daemon.#start();
      return daemon;
    } catch (error) {
      await daemon.#closers.close();
      throw error;
    }
  }

  /** URL of the TCP address. */
  get url(): string {
    return this.#status.url ?? '';
  }

  /** Path of the unix socket. */
  get socketPath(): string {
    return join(this.#options.homeFolder, 'daemon.sock');
  }

  /** The configuration that is in force. */
  get configuration(): DaemonConfiguration {
    return this.#configuration;
  }

  /** Puts another configuration in force. What only a restart can change stays as it is. */
  async configure(configuration: DaemonConfiguration): Promise<void> {
    this.#configuration = configuration;
    this.#status.configurationProblem = undefined;
    await this.#rules?.refresh();
    await this.#notices?.refresh();
  }

  /** Notes what is wrong with the configuration file; the one in force stays. */
  reportProblem(problem: string): void {
    this.#status.configurationProblem = problem;
  }

  /**
   * Starts no more tasks, and ends when those that run have finished, or at the limit, when they are handed back. Called
   * again, it hands them back at once.
   */
  async stop(): Promise<void> {
    if (this.#stopping !== undefined) await this.#drain(0);
    this.#stopping ??= this.#stop();
    await this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#status.isDraining = true;
    await this.#drain(DRAIN_LIMIT);
    await this.#closers.close();
  }

  async #drain(grace: number): Promise<void> {
    await Promise.all(this.#consumers.map(async (consumer) => consumer.stop({ grace })));
  }

  async #start(): Promise<void> {
    const { homeFolder, environment, log, version } = this.#options;
    const onError = (error: unknown): void => log.error(reasonOf(error));
    const configuration = (): DaemonConfiguration => this.#configuration;
    const { database, slots } = configuration();
    const pool = this.#openPool();
    this.#closers.add(async () => pool.close());
    const github = new GitHubProjects({ homeFolder, environment, configuration });
    const repositories = new RepositoryNames(github);
    const accounts = new AgentAccounts({ homeFolder, environment, configuration });
    const opening = createEngine({
      database,
      projects: projectPolicies(configuration, (task) => accounts.of(task)),
      onError,
    });
    // Also one that opens only after something else has failed.
    this.#closers.add(async () =>
      opening.then(
        async (engine) => engine.close(),
        () => undefined,
      ),
    );
    opening.catch(() => undefined);
    // Loading takes the thread that starts the database.
    await setImmediate();
    // While the database starts, the pool looks at the plugins, and this process loads what it needs afterwards.
    const described = pool.describePlugins();
    described.catch(() => undefined);
    const loadedMetrics = import('../metrics/metrics.ts');
    const access = new AccessStore(join(homeFolder, 'access.json'));
    const locals = new LocalSockets();
    const served: { parts?: ServerParts } = {};
    const creating = this.#createApplication({ access, locals, onError, parts: () => opened(served.parts) });
    creating.catch(() => undefined);
    const [engine] = await Promise.all([opening, repositories.refresh(configuration())]);
    this.#engine.resolve(engine);
    const plugins = await described;
    accounts.plugins = plugins;
    const rules = openRules({ engine, pool, plugins, configuration, environment, github, onError });
    this.#rules = rules;
    this.#closers.add(async () => rules.close());
    await rules.refresh();
    const projects = new ProjectFacts({ engine, plugins, environment, homeFolder });
    const daemon: DaemonContext = {
      engine,
      submitPlain: submitTogether(engine),
      pool,
      access,
      version,
      startedAt: new Date(),
      configuration,
      status: this.#status,
      budgets: rules.budgets,
      github,
      repositoryOf: (id) => repositories.get(id),
      waiting: createWaitCounter(engine),
      projects,
      examine: oneAtATime(async () => this.#examine()),
    };
    const streams = new EventStreams(engine, onError);
    const status = this.#status;
    const notices = openNotices({
      engine,
      pool,
      homeFolder,
      environment,
      configuration,
      status,
      log,
      onError,
    });
    this.#notices = notices;
    this.#closers.add(async () => notices.close());
    await notices.refresh();
    const { Metrics } = await loadedMetrics;
    const metrics = new Metrics({ plugins, configuration, github, onError });
    const bursts = new DeliveryBursts();
    const receive = openWebhooks({
      engine,
      plugins,
      repositories,
      configuration,
      environment,
      projects,
      bursts,
    });
    const receiveWebhook = metrics.watched(notices.watched(receive));
    served.parts = { daemon, streams, metrics, receiveWebhook };
    const listening = await this.#listen(await creating, { locals, streams });
    const configured = withMiddleware(withProjectConfig(pool, configuration), rules.middleware);
    const runner: TaskRunner = withMiddleware(configured, metrics.middleware);
    const labels = [TRIGGER_LABEL];
    const pausedBy = (): HoldReason | undefined => {
      const message = pool.memoryShortage();
      return message === undefined ? undefined : { code: 'MEMORY', message };
    };
    this.#consumers.push(
      engine.consume({ slots, runner, pausedBy }),
      engine.consume({
        slots: TRIGGER_SLOTS,
        runner: withMiddleware(runner, bursts.middleware),
        labels,
        exclusive: true,
        pausedBy,
      }),
    );
    const triggers = plugins.flatMap((plugin) => plugin.triggers);
    await pollAtStart(engine, triggers, configuration());
    const waits = watchWaits({ engine, github, log, onError });
    this.#closers.add(async () => waits.close());
    this.#status.url = listening.url;
  }

  async #examine(): Promise<readonly Finding[]> {
    const { builtInPlugins, environment } = this.#options;
    const { examine } = await import('../doctor/examine.ts');
    const findings: Finding[] = [];
    for await (const finding of examine({ config: this.#configuration.file, builtInPlugins, environment })) {
      findings.push(finding);
    }
    return findings;
  }

  #openPool(): WorkerPool {
    const { builtInPlugins, homeFolder, environment, configuration } = this.#options;
    const { plugins, from, slots, isolation, minFreeMemory, projects } = configuration;
    return new WorkerPool({
      plugins: [...builtInPlugins, ...plugins],
      from,
      // The engine decides how many tasks run at once; further workers stay warm for the next task of their project.
      maxWorkers: workersFor({ running: slots + TRIGGER_SLOTS, projects: Object.keys(projects).length }),
      perProject: slots + TRIGGER_SLOTS,
      recycleAfter: RECYCLE_AFTER,
      isolation,
      minFreeMemory,
      homeFolder,
      environment,
      state: stateOfEngine(this.#engine.promise),
    });
  }

  /** Makes the application while the database starts. Nothing listens for it yet. */
  async #createApplication({
    onError,
    ...options
  }: Pick<ServerOptions, 'access' | 'locals' | 'parts'> & {
    readonly onError: (error: unknown) => void;
  }): Promise<FastifyInstance> {
    const { createServer } = await import('../server/create-server.ts');
    return createServer({ ...options, http: () => this.#configuration.http, report: onError });
  }

  async #listen(
    app: FastifyInstance,
    { locals, streams }: { readonly locals: LocalSockets; readonly streams: EventStreams },
  ): Promise<Listening> {
    const { http } = this.#configuration;
    const listening = await listen((request, response) => app.routing(request, response), {
      http,
      socketPath: this.socketPath,
      locals,
    });
    this.#closers.add(async () => {
      streams.close();
      await listening.close();
      await app.close();
    });
    return listening;
  }
}

/** Returns what is there once the daemon is open; nothing listens before. */
function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('The daemon is not open yet.');
  return part;
}
