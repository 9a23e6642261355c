import { tmpdir } from 'node:os';
import {
  type BaseTask,
  type CachedTask,
  type ExecuteOptions,
  parseSize,
  type Plugin,
  type RunnerMiddleware,
  type Task,
  TaskError,
  TaskExecutor,
  type TaskResult,
} from '@poppobuilder/core';
import { callable, parseArgument, reasonOf } from '@poppobuilder/core/runner-kit';
import { cacheModeOf, reads, writes } from './cache-mode.ts';
import { type Fingerprint, Fingerprints } from './fingerprint.ts';
import {
  type CacheHit,
  checkCacheOptions,
  type DeclareTask,
  type ResultCacheOptions,
} from './result-cache-options.ts';
import { SkipCache } from './skip-cache.ts';
import { FolderStore } from './store/folder-store.ts';
import type { ResultStore } from './store/result-store.ts';

/** In milliseconds. */
const WEEK = 7 * 24 * 60 * 60 * 1000;

/** How long a fingerprint may take, and never longer than the task's own timeout. In milliseconds. */
const FINGERPRINT_TIMEOUT = 60_000;

type Next = (task: Task | BaseTask) => Promise<TaskResult>;

/** A task whose result can be cached, as it was before it ran. */
interface Candidate {
  readonly declared: CachedTask;
  readonly fingerprint: Fingerprint;
}

/**
 * Returns the result of an earlier task when nothing that it depends on has changed. Put it in front of a runner by
 * `withMiddleware(runner, cache.middleware)`. Only tasks are cached whose handlers declare `cache`; what keeps a task from
 * being cached never keeps it from running.
 */
export class ResultCache {
  /** Answers tasks from the cache, and stores the results of those that run. */
  readonly middleware: RunnerMiddleware;
  readonly #options: ResultCacheOptions;
  readonly #declare: DeclareTask;
  readonly #fingerprints: Fingerprints;
  readonly #store: ResultStore;
  readonly #listeners = new Set<(hit: CacheHit) => void>();

  /** Throws `INVALID_CONFIG` for bad options, and `PLUGIN_INVALID` for plugins that cannot be used. */
  constructor(options: ResultCacheOptions) {
    checkCacheOptions(options);
    const { plugins = [] } = options;
    this.#options = options;
    if (options.onHit !== undefined) this.#listeners.add(options.onHit);
    this.#declare = options.declare ?? declareByPlugins(plugins);
    this.#fingerprints = new Fingerprints(options);
    this.#store = options.store ?? folderStoreOf(options);
    this.middleware = (task, next, execution) => this.#answer(task, next, execution);
  }

  /** Calls the listener for every cached result, until the returned function is called. */
  onHit(listener: (hit: CacheHit) => void): () => void {
    parseArgument(callable(), listener, { of: 'onHit()', name: 'listener', code: 'INVALID_CONFIG' });
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Removes every result. */
  async clear(): Promise<void> {
    await this.#store.clear();
  }

  /** Removes expired results, and the oldest ones beyond the maximum size. Also happens after each write. */
  async prune(): Promise<void> {
    await this.#store.prune();
  }

  async #answer(task: Task | BaseTask, next: Next, execution: ExecuteOptions): Promise<TaskResult> {
    const { modeOf = cacheModeOf, mode: usual = 'read-write' } = this.#options;
    const asked = modeOf(task, execution);
    const mode = asked ?? usual;
    if (mode === 'off') return next(task);
    const candidate = await this.#prepare(task, asked !== undefined, execution);
    if (candidate === undefined) return next(task);
    const found = reads(mode) ? await this.#find(task, candidate, execution) : undefined;
    if (found !== undefined) return found;
    const result = await next(task);
    if (writes(mode)) await this.#save(task, candidate, result, execution);
    return result;
  }

  /** Resolves with `undefined` for a task that is not cached. One that is refused is left to the runner, which reports it. */
  async #prepare(
    task: Task | BaseTask,
    isAskedFor: boolean,
    execution: ExecuteOptions,
  ): Promise<Candidate | undefined> {
    try {
      const declared = await this.#declare(task);
      if (declared !== undefined) {
        return { declared, fingerprint: await this.#fingerprint(task, declared, execution) };
      }
      if (isAskedFor) this.#skip(task, 'its handler does not say what its result depends on');
    } catch (error) {
      const isRefused = TaskError.is(error) && error.code !== 'PLUGIN_INVALID';
      if (!isRefused && execution.signal?.aborted !== true) this.#skip(task, clauseOf(error));
    }
    return undefined;
  }

  async #fingerprint(
    task: Task | BaseTask,
    declared: CachedTask,
    { signal }: ExecuteOptions,
  ): Promise<Fingerprint> {
    const time = Math.min(task.timeout ?? FINGERPRINT_TIMEOUT, FINGERPRINT_TIMEOUT);
    const deadline = AbortSignal.timeout(time);
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    try {
      return await this.#fingerprints.take(task, declared, either);
    } catch (error) {
      if (!deadline.aborted) throw error;
      throw new SkipCache(`looking at the files that it depends on took longer than ${time} ms`);
    }
  }

  async #find(
    task: Task | BaseTask,
    { fingerprint }: Candidate,
    { signal }: ExecuteOptions,
  ): Promise<TaskResult | undefined> {
    try {
      const stored = await this.#store.get(fingerprint.key);
      if (stored === undefined || signal?.aborted === true) return undefined;
      const hit = { task: placeOf(task), ...stored };
      for (const listener of this.#listeners) this.#notify(() => listener(hit));
      return stored.result;
    } catch (error) {
      this.#skip(task, `the cache cannot be read: ${clauseOf(error)}`);
      return undefined;
    }
  }

  async #save(
    task: Task | BaseTask,
    { declared, fingerprint }: Candidate,
    result: TaskResult,
    execution: ExecuteOptions,
  ): Promise<void> {
    try {
      const after = await this.#fingerprint(task, declared, execution);
      const isChanged = after.key !== fingerprint.key || after.stamp !== fingerprint.stamp;
      if (isChanged) throw new SkipCache('what it depends on changed while it ran');
      const value = { from: task.id, result };
      const isSecret = [fingerprint, after].some(({ masker }) => masker.value(value) !== value);
      if (isSecret) throw new SkipCache('it holds a secret');
      await this.#store.put(fingerprint.key, value);
    } catch (error) {
      this.#skip(task, `its result is not kept: ${clauseOf(error)}`);
    }
  }

  #skip(task: Task | BaseTask, clause: string): void {
    const reason = `Task ${task.id} is not cached: ${clause}.`;
    this.#notify(() => this.#options.onSkip?.({ task: placeOf(task), reason }));
  }

  /** An error of a listener must not reach the task. */
  #notify(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      process.emitWarning(`A listener of the result cache failed: ${reasonOf(error)}`, 'PoppoBuilderWarning');
    }
  }
}

function folderStoreOf(options: ResultCacheOptions): ResultStore {
  const { folder, ttl = WEEK, maxSize = '1GB', now = Date.now } = options;
  return new FolderStore({ folder, ttl, maxSize: parseSize(maxSize) ?? 0, now });
}

/** The executor runs nothing: it checks the plugins, and makes their schemas strict. */
function declareByPlugins(plugins: readonly Plugin[]): DeclareTask {
  const executor = new TaskExecutor({ plugins, homeFolder: tmpdir(), environment: {} });
  return (task) => executor.declareCache(task);
}

const placeOf = ({ id, type, projectId }: Task | BaseTask): Pick<BaseTask, 'id' | 'type' | 'projectId'> => ({
  id,
  type,
  projectId,
});

const clauseOf = (error: unknown): string => reasonOf(error).replace(/\.$/, '');
