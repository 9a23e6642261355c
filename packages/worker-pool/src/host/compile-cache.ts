import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import type { WorkerMessage } from '../protocol/messages.ts';
import { type LaunchPlan, WorkerProcess } from './worker-process.ts';

/** Name of the folder in PoppoBuilder's own data that holds them. */
export const COMPILE_CACHE_FOLDER = 'compile-cache';

/** Age at which a cache of other code is removed. In milliseconds. */
const MAX_AGE = 30 * 24 * 60 * 60 * 1000;

/**
 * V8's compile cache of the code that workers start with. A process that runs no code but ours writes it, once for each
 * version, and workers only read it: a process that can write it decides what all of them run.
 */
export class CompileCache {
  readonly #root: string;
  readonly #folder: string;
  #warming: Promise<void> | undefined;
  #writer: WorkerProcess | undefined;

  /** @param homeFolder - PoppoBuilder's own data
   * @param program - the file that workers start with */
  constructor(homeFolder: string, program: string) {
    const { mtimeMs, size } = statSync(program);
    const identity = [program, mtimeMs, size, process.version, process.arch, process.getuid?.()].join('\0');
    const name = createHash('sha256').update(identity).digest('hex').slice(0, 16);
    this.#root = join(homeFolder, COMPILE_CACHE_FOLDER);
    this.#folder = join(this.#root, name);
  }

  /** The folder, when it is there. */
  get folder(): string | undefined {
    return existsSync(this.#folder) ? this.#folder : undefined;
  }

  /**
   * Writes the cache in the background unless it exists. Workers start a little slower without it; a warning says why there
   * is none.
   *
   * @param plan - plans a process that writes into a folder and runs no plugin
   */
  warm(plan: (folder: string) => Promise<LaunchPlan>): void {
    if (this.#warming !== undefined || this.folder !== undefined) return;
    this.#warming = this.#write(plan).catch((error: unknown) => {
      process.emitWarning(
        `Workers start without a compile cache: ${reasonOf(error)}.`,
        'PoppoBuilderWarning',
      );
    });
  }

  /** Copies the cache to where a worker may write, for one that cannot be held to reading. */
  async copyTo(folder: string): Promise<string | undefined> {
    const source = this.folder;
    if (source === undefined) return undefined;
    await cp(source, folder, { recursive: true });
    return folder;
  }

  /** Resolves when nothing is being written. */
  async close(): Promise<void> {
    this.#writer?.hold(true);
    await this.#warming;
  }

  async #write(plan: (folder: string) => Promise<LaunchPlan>): Promise<void> {
    await mkdir(this.#root, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.#root, 'new-'));
    try {
      const onMessage = ([name]: WorkerMessage): void => {
        if (name === 'flushed' || name === 'broken') void writer.kill();
      };
      const writer = new WorkerProcess(await plan(folder), { onMessage });
      this.#writer = writer;
      writer.hold(false);
      await writer.ended;
      if (readdirSync(folder).length > 0) await rename(folder, this.#folder);
    } catch (error) {
      // Another host was faster.
      if (this.folder === undefined) throw error;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    sweep(dirname(this.#folder), this.#folder);
  }
}

function sweep(root: string, current: string): void {
  for (const name of readdirSync(root)) {
    const folder = join(root, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (folder !== current && age > MAX_AGE) rmSync(folder, { recursive: true, force: true });
  }
}
