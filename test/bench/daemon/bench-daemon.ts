import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type DaemonClient } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import { RunningPoppo } from '../../support/poppo.ts';

/** What deliveries of benches are signed with. */
export const SECRET = 'a secret of the benches';

const PLUGIN: string = fileURLToPath(new URL('trigger-plugin/index.js', import.meta.url));

/** Options of {@link BenchDaemon.open}. */
export interface BenchDaemonOptions {
  /** A Postgres that both sides use. @defaultValue an embedded one in `folder` */
  readonly databaseUrl?: string | undefined;
  readonly slots?: number | undefined;
  readonly isolation?: 'process' | 'sandbox' | undefined;
  /** Where the trigger of the benches says that it has started. */
  readonly address?: string | undefined;
  /** Variables beside those of the benches. @defaultValue none */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Holds everything; made and removed when absent. */
  readonly folder?: string | undefined;
}

/** A daemon as it is started on a command line, with a plugin that does nothing. */
export class BenchDaemon implements AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly home: string;
  readonly client: DaemonClient;
  readonly #running: RunningPoppo;
  readonly #remove: () => void;

  private constructor(running: RunningPoppo, url: string, home: string, remove: () => void) {
    this.#running = running;
    this.pid = running.process.pid ?? 0;
    this.url = url;
    this.home = home;
    this.client = createClient(socketTransport({ path: join(home, 'daemon.sock') }));
    this.#remove = remove;
  }

  static async open(options: BenchDaemonOptions = {}): Promise<BenchDaemon> {
    const { folder = benchFolder(), databaseUrl, slots = 8, isolation = 'process', address } = options;
    const home = join(folder, 'home');
    for (const path of [home, join(folder, 'project')]) mkdirSync(path, { recursive: true, mode: 0o711 });
    writeFileSync(
      join(folder, 'poppobuilder.config.json'),
      JSON.stringify({
        plugins: [PLUGIN],
        http: { port: 0 },
        slots,
        isolation,
        ...(databaseUrl === undefined ? {} : { database: { url: databaseUrl } }),
        projects: {
          project: {
            path: 'project',
            triggers: { bench: address === undefined ? {} : { address } },
          },
        },
      }),
    );
    const running = new RunningPoppo(['start', '--json'], {
      cwd: folder,
      home,
      env: { BENCH_WEBHOOK_SECRET: SECRET, ...options.environment },
    });
    const [line] = await running.seen(/^.*"event":"ready".*$/m);
    const { url } = JSON.parse(line) as { readonly url: string };
    const remove = (): void => {
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    };
    return new BenchDaemon(running, url, home, remove);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#running.process.kill('SIGTERM');
    this.#running.process.kill('SIGINT');
    await this.#running.ended;
    this.#remove();
  }
}

/** Makes a folder that a database's user may enter. */
export function benchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-bench-daemon-'));
  // When we are root, the database's user has to enter it.
  chmodSync(folder, 0o711);
  return folder;
}
