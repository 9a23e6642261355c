import { mkdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { sweepHomes } from './sweep-homes.ts';

/** Milliseconds between two sweeps. */
const INTERVAL = 24 * 60 * 60 * 1000;

/** Sweeps the HOME folders of all projects once a day, beside the work of a pool. */
export class HomeSweeper {
  readonly #homeFolder: string;
  #dueAt = 0;
  #running: Promise<void> = Promise.resolve();

  /** @param homeFolder - PoppoBuilder's own data */
  constructor(homeFolder: string) {
    this.#homeFolder = homeFolder;
  }

  /** Starts a sweep when one is due. What cannot be swept takes space, and is no reason to reject a task. */
  start(): void {
    if (Date.now() < this.#dueAt) return;
    this.#dueAt = Date.now() + INTERVAL;
    this.#running = this.#sweep().catch(() => undefined);
  }

  /** Resolves when no sweep runs. */
  async close(): Promise<void> {
    await this.#running;
  }

  /** The time of an empty folder informs other pools of this user. */
  async #sweep(): Promise<void> {
    const stamp = join(this.#homeFolder, 'homes-swept');
    const sweptAt = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (Date.now() - sweptAt < INTERVAL) return;
    mkdirSync(stamp, { recursive: true, mode: 0o700 });
    utimesSync(stamp, new Date(), new Date());
    await sweepHomes(this.#homeFolder);
  }
}
