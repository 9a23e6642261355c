import { join } from 'node:path';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import { type Consumer, createEngine, type Engine } from '@poppobuilder/engine';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { AccessStore } from '../access/access-store.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import type { DaemonContext, DaemonStatus } from '../daemon-context.ts';
import { EventStreams } from '../events/event-streams.ts';
import { createServer } from '../server/create-server.ts';
import { type Listening, listen } from '../server/listen.ts';
import { LocalSockets } from '../server/local-sockets.ts';
import type { DaemonOptions } from './daemon-options.ts';
import { withProjectConfig } from './project-runner.ts';

/** How long running tasks may take to finish when the daemon stops. In milliseconds. */
export const DRAIN_LIMIT = 300_000;

/** An engine, a pool and an HTTP API in this process. */
export class Daemon {
  readonly #options: DaemonOptions;
  readonly #parts: Parts;
  #stopping: Promise<void> | undefined;

  private constructor(options: DaemonOptions, parts: Parts) {
    this.#options = options;
    this.#parts = parts;
  }

  /** Starts a daemon; it is ready when this resolves. When it rejects, it leaves nothing behind. */
  static async start(options: DaemonOptions): Promise<Daemon> {
    const parts: Parts = { configuration: options.configuration, closers: [] };
    try {
      await startParts(options, parts);
      return new Daemon(options, parts);
    } catch (error) {
      await closeAll(parts.closers);
      throw error;
    }
  }

  /** URL of the TCP address. */
  get url(): string {
    return this.#parts.listening?.url ?? '';
  }

  get socketPath(): string {
    return socketPathOf(this.#options);
  }

  /**
   * Starts no more tasks, and ends when those that run have finished, or at the limit, when they are handed back. Called
   * again, it hands them back at once.
   */
  async stop(): Promise<void> {
    const { consumer, status } = this.#parts;
    if (this.#stopping !== undefined) await consumer?.stop({ grace: 0 });
    this.#stopping ??= (async () => {
      if (status !== undefined) status.isDraining = true;
      await consumer?.stop({ grace: DRAIN_LIMIT });
      await closeAll(this.#parts.closers);
    })();
    await this.#stopping;
  }
}

interface Parts {
  configuration: DaemonConfiguration;
  listening?: Listening;
  consumer?: Consumer;
  status?: DaemonStatus;
  /** What has to be closed, in the order in which it was opened. */
  readonly closers: (() => Promise<void> | void)[];
}

const socketPathOf = ({ homeFolder }: DaemonOptions): string => join(homeFolder, 'daemon.sock');

async function startParts(options: DaemonOptions, parts: Parts): Promise<void> {
  const { log, homeFolder } = options;
  const report = (error: unknown): void => log.error(reasonOf(error));
  const access = new AccessStore(join(homeFolder, 'access.json'));
  const pool = openPool(options);
  parts.closers.push(async () => pool.close());
  // The pool looks at the plugins while the database starts.
  const described = pool.describePlugins();
  described.catch(() => undefined);
  const engine = await openEngine(options, parts, report);
  parts.closers.push(async () => engine.close());
  await described;
  const status: DaemonStatus = {
    isDraining: false,
    running: () => parts.consumer?.running ?? [],
    warnings: [],
  };
  parts.status = status;
  const daemon: DaemonContext = {
    engine,
    pool,
    access,
    version: options.version,
    startedAt: new Date(),
    configuration: () => parts.configuration,
    status,
    budgets: { list: async () => [], override: async () => undefined },
  };
  const streams = new EventStreams(engine, report);
  const locals = new LocalSockets();
  const app = await createServer({
    daemon,
    streams,
    locals,
    report,
    receiveWebhook: async () => ({
      status: 404,
      body: { code: 'NOT_FOUND', message: 'No trigger has this route.' },
    }),
  });
  const { http } = options.configuration;
  const socketPath = socketPathOf(options);
  const listening = await listen((request, response) => app.routing(request, response), {
    http,
    socketPath,
    locals,
  });
  parts.listening = listening;
  parts.closers.push(async () => {
    streams.close();
    await listening.close();
    await app.close();
  });
  parts.consumer = engine.consume({
    slots: options.configuration.slots,
    runner: withProjectConfig(pool, () => parts.configuration),
  });
  status.url = listening.url;
}

function openPool({ configuration, builtInPlugins, homeFolder, environment }: DaemonOptions): WorkerPool {
  const { plugins, from, slots, isolation, minFreeMemory } = configuration;
  return new WorkerPool({
    plugins: [...builtInPlugins, ...plugins],
    from,
    // The engine decides how many tasks of a project run at once.
    maxWorkers: slots,
    perProject: slots,
    isolation,
    minFreeMemory,
    homeFolder,
    environment,
  });
}

async function openEngine(
  { configuration }: DaemonOptions,
  parts: Parts,
  report: (error: unknown) => void,
): Promise<Engine> {
  return createEngine({
    database: configuration.database,
    projects: (id) => {
      const { projects } = parts.configuration;
      const project = Object.hasOwn(projects, id) ? projects[id] : undefined;
      return (
        project && { concurrency: project.concurrency, weight: project.weight, priority: project.priority }
      );
    },
    onError: report,
  });
}

/** Closes everything, the last one first, whatever fails. */
async function closeAll(closers: (() => Promise<void> | void)[]): Promise<void> {
  for (const close of closers.splice(0).toReversed()) {
    try {
      await close();
    } catch {
      // What comes next has to be closed all the same.
    }
  }
}
