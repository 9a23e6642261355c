import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createClient, type DaemonClient } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import type { GitHubWorld } from '../support/github/github-world.ts';
import { RunningPoppo, runPoppo } from '../support/poppo.ts';
import { printField, printLog } from './print.ts';

/** What deliveries of the demo are signed with. */
const WEBHOOK_SECRET = 'a secret of the demo';

/** A task that has ended. */
export interface EndedTask {
  readonly state: string;
  readonly result: Readonly<Record<string, unknown>>;
}

/** Options of {@link DemoDaemon.start}. */
export interface DemoDaemonOptions {
  readonly world: GitHubWorld;
  readonly isolation: 'sandbox' | 'process';
  readonly signal: AbortSignal;
}

/** A daemon as people start it, with a webhook at GitHub; it prints what its tasks do. */
export class DemoDaemon implements AsyncDisposable {
  readonly url: string;
  readonly #client: DaemonClient;
  readonly #running: RunningPoppo;
  readonly #options: DemoDaemonOptions;
  readonly #types = new Map<string, string>();
  readonly #waiting = new Map<string, (id: string) => void>();
  #stopping: Promise<void> | undefined;

  private constructor(running: RunningPoppo, url: string, client: DaemonClient, options: DemoDaemonOptions) {
    this.#running = running;
    this.url = url;
    this.#client = client;
    this.#options = options;
  }

  static async start(options: DemoDaemonOptions): Promise<DemoDaemon> {
    const { world, isolation, signal } = options;
    const folder = dirname(world.home);
    // When we are root, the database's user has to enter it.
    for (const path of [folder, world.home]) chmodSync(path, 0o711);
    writeFileSync(join(folder, 'poppobuilder.config.json'), JSON.stringify(configuration(world, isolation)));
    const running = new RunningPoppo(['start', '--json'], poppoOptions(world));
    const abort = (): void => void running.process.kill('SIGTERM');
    signal.addEventListener('abort', abort, { once: true });
    const [line] = await running.seen(/^.*"event":"ready".*$/m);
    signal.removeEventListener('abort', abort);
    const { url, socket } = JSON.parse(line) as { readonly url: string; readonly socket: string };
    const daemon = new DemoDaemon(running, url, createClient(socketTransport({ path: socket })), options);
    await daemon.#follow();
    return daemon;
  }

  /** Makes GitHub send what happens to the daemon, signed. */
  async receiveWebhooks(): Promise<string> {
    const { github } = this.#options.world;
    const url = `${this.url}/webhooks/github`;
    await github.api('acme').repos.createWebhook({
      ...github.at,
      events: ['*'],
      config: { url, content_type: 'json', secret: WEBHOOK_SECRET },
    });
    return url;
  }

  /** Resolves with the next task of a type that has ended. Call it before what leads to the task. Rejects when stopped. */
  async ended(type: string): Promise<EndedTask> {
    const { signal } = this.#options;
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#waiting.set(type, resolve);
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    try {
      const { state, result = {}, error } = await this.#client.tasks.get({ id: await promise });
      if (state !== 'succeeded')
        throw new Error(`the task ${type} ended as ${state}: ${error?.message ?? ''}`);
      return { state, result };
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Opens the page in the browser of whoever runs the demo, if there is one. Returns the link that it was opened with. */
  async open(): Promise<string> {
    const { stdout } = await runPoppo(['open'], poppoOptions(this.#options.world, DESKTOP));
    return stdout.split('\n', 1)[0] ?? '';
  }

  /** Returns the link that signs a browser in. */
  async link(): Promise<string> {
    const { stdout } = await runPoppo(['open', '--json'], poppoOptions(this.#options.world));
    return (JSON.parse(stdout) as { readonly url: string }).url;
  }

  /** Stops it as a person does; what runs may finish. */
  async stop(): Promise<void> {
    this.#running.process.kill('SIGTERM');
    const { exitCode } = await this.#running.ended;
    if (exitCode !== 0) throw new Error(`the daemon ended with ${exitCode}.`);
  }

  /** Ends it at once, if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping ??= (async () => {
      // The second signal hands back what runs.
      for (const signal of ['SIGTERM', 'SIGINT'] as const) this.#running.process.kill(signal);
      await this.#running.ended;
    })();
    await this.#stopping;
  }

  async #follow(): Promise<void> {
    const stream = await this.#client.events.stream();
    const read = async (): Promise<void> => {
      for await (const { taskId, kind, state, data = {} } of stream) {
        const type = await this.#typeOf(taskId);
        if (type.startsWith('trigger:')) continue;
        if (kind === 'progress') printField('progress', String(data['message']));
        if (kind === 'log' && data['level'] !== 'debug') printLog(String(data['message']));
        if (state === 'running') printField('started', type);
        if (state !== undefined && ENDED.has(state)) {
          printField(state, type);
          this.#waiting.get(type)?.(taskId);
          this.#waiting.delete(type);
        }
      }
    };
    // The stream ends with the daemon.
    read().catch(() => undefined);
  }

  async #typeOf(id: string): Promise<string> {
    const known = this.#types.get(id) ?? (await this.#client.tasks.get({ id })).type;
    this.#types.set(id, known);
    return known;
  }
}

const ENDED: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled', 'expired']);

function configuration(world: GitHubWorld, isolation: string): object {
  const { githubToken: _secret, ...sections } = world.projectConfig;
  return {
    http: { port: 0 },
    isolation,
    projects: { shop: { path: world.projectPath, triggers: { github: { labels: ['poppo'] } }, ...sections } },
  };
}

/** What a browser on this desktop needs. */
const DESKTOP: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(?:PATH|HOME|BROWSER|DISPLAY|WAYLAND_DISPLAY|DBUS_.*|XDG_.*)$/.test(name)
      ? [[name, value]]
      : [],
  ),
);

function poppoOptions(
  world: GitHubWorld,
  more: Readonly<Record<string, string>> = {},
): ConstructorParameters<typeof RunningPoppo>[1] {
  const variables = Object.entries(world.environment).filter(([, value]) => value !== undefined);
  return {
    cwd: dirname(world.home),
    home: world.home,
    env: {
      ...(Object.fromEntries(variables) as Record<string, string>),
      GITHUB_TOKEN: world.github.token('poppo-bot'),
      GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
      ...more,
    },
  };
}
