import { statSync } from 'node:fs';
import type { DaemonConfiguration } from './daemon-configuration.ts';
import type { LoadedConfiguration } from './load-configuration.ts';
import { applicableOf } from './restart-keys.ts';

/** Options of {@link ConfigurationWatch}. */
export interface WatchOptions {
  /** The configuration that is in force, with the file that it comes from. */
  readonly configuration: DaemonConfiguration & { readonly file: string };
  /** What {@link stampOf} returned before that configuration was loaded. */
  readonly stamp: string;
  /** Loads the file. Rejects with `INVALID_CONFIG`. */
  readonly load: (file: string) => Promise<LoadedConfiguration>;
  /** Applies a valid configuration. When it rejects, the one before stays in force, and is applied again. */
  readonly apply: (configuration: DaemonConfiguration) => Promise<void>;
  readonly onApplied: (applied: AppliedConfiguration) => void;
  /** Is called with what is wrong with the file; the last valid configuration stays in force. */
  readonly onInvalid: (error: unknown) => void;
  /** How often the file is looked at. In milliseconds. @defaultValue 1000 */
  readonly interval?: number | undefined;
}

/** What of a changed file applies. */
interface AppliedConfiguration {
  readonly configuration: DaemonConfiguration;
  readonly warnings: readonly string[];
  /** Keys whose change needs a restart. */
  readonly needRestart: readonly string[];
}

/** How long a file stays as it is before it counts as written. In milliseconds. */
const SETTLE_TIME = 100;

/** Returns what changes with a file: when it was written, its size and which file it is. */
export function stampOf(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  return status === undefined ? '' : [status.mtimeMs, status.ctimeMs, status.size, status.ino].join(' ');
}

/**
 * Applies a configuration whenever its file changes: everything or nothing. Looking at the file again and again works on every
 * file system, and when the file is replaced.
 */
export class ConfigurationWatch {
  readonly #options: WatchOptions;
  #current: DaemonConfiguration;
  #pending: Promise<void> = Promise.resolve();
  #stamp: string;
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#current = options.configuration;
    this.#stamp = options.stamp;
    this.#timer = setInterval(() => void this.#look(), options.interval ?? 1_000).unref();
  }

  /** The configuration that is in force. */
  get current(): DaemonConfiguration {
    return this.#current;
  }

  /** Loads the file now, and applies it. Never rejects. */
  async reload(): Promise<void> {
    this.#pending = this.#pending.then(async () => this.#reload());
    await this.#pending;
  }

  /** Resolves when nothing is being applied any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#pending;
  }

  async #look(): Promise<void> {
    const stamp = stampOf(this.#options.configuration.file);
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_TIME));
    // An editor that is still writing makes another change.
    if (stampOf(this.#options.configuration.file) === stamp) await this.reload();
  }

  async #reload(): Promise<void> {
    if (this.#isClosed) return;
    const { onInvalid, onApplied, apply, load, configuration: given } = this.#options;
    const before = this.#current;
    try {
      const { configuration: changed, warnings } = await load(given.file);
      const { configuration, needRestart } = applicableOf(before, changed);
      try {
        await apply(configuration);
      } catch (error) {
        await apply(before);
        throw error;
      }
      this.#current = configuration;
      onApplied({ configuration, warnings, needRestart });
    } catch (error) {
      onInvalid(error);
    }
  }
}
