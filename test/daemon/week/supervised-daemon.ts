import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createClient, type DaemonClient } from '@poppobuilder/api/client';
import { socketTransport } from '@poppobuilder/api/node';
import { type PoppoResult, RunningPoppo } from '../../support/poppo.ts';

const SHIFT_CLOCK = pathToFileURL(fileURLToPath(new URL('shift-clock.mjs', import.meta.url))).href;

/** Where and with what a daemon runs. */
export interface SupervisedOptions {
  /** Holds the configuration and, below it, the home. */
  readonly folder: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** A daemon that is started again whenever it was killed, as an operating system does. */
export class SupervisedDaemon {
  readonly client: DaemonClient;
  readonly #options: SupervisedOptions;
  #running: RunningPoppo | undefined;

  constructor(options: SupervisedOptions) {
    this.#options = options;
    this.client = createClient(socketTransport({ path: join(options.home, 'daemon.sock') }));
  }

  get pid(): number {
    return this.#running?.process.pid ?? 0;
  }

  /** Starts it, and resolves with its URL once it is ready. */
  async start(): Promise<string> {
    const { folder, home, environment } = this.#options;
    this.#running = new RunningPoppo(['start', '--json'], {
      cwd: folder,
      home,
      env: {
        ...environment,
        CLOCK_FILE: join(folder, 'clock'),
        NODE_OPTIONS: `--import=${SHIFT_CLOCK}`,
      },
    });
    const [line] = await this.#running.seen(/^.*"event":"ready".*$/m);
    return (JSON.parse(line) as { readonly url: string }).url;
  }

  /** Sets its clock off, from now on and in later starts. */
  setClockOff(milliseconds: number): void {
    writeFileSync(join(this.#options.folder, 'clock'), String(milliseconds));
  }

  async kill(): Promise<PoppoResult | undefined> {
    this.#running?.process.kill('SIGKILL');
    return this.#running?.ended;
  }

  /** Stops it once what runs has finished. */
  async stop(): Promise<PoppoResult | undefined> {
    this.#running?.process.kill('SIGTERM');
    return this.#running?.ended;
  }
}
