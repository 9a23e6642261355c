import { nearest, type Task, TaskError } from '@poppobuilder/core';
import {
  describeForLog,
  permissionsSchema,
  resolvePermissions,
  reviveTaskError,
} from '@poppobuilder/core/runner-kit';
import type {
  HandlerDescription,
  HostMessage,
  PluginDescription,
  WorkerMessage,
} from '../protocol/messages.ts';
import { ANSWER_TIME, type LaunchPlan, type WorkerEnd, WorkerProcess } from '../worker/worker-process.ts';

/** Milliseconds that the process is kept for the next question. */
const LINGER = 2_000;

/** A handler, and what a worker must load to run it. */
export interface CatalogEntry {
  readonly handler: HandlerDescription;
  /** Addresses of the handler's plugin and of those with middleware or services, in the order they were given. */
  readonly plugins: readonly string[];
  /** Another one when the code of a plugin is. */
  readonly version: string;
}

/**
 * What the plugins have, asked of a process without any permission: code of a plugin never runs in the host, where all
 * credentials are. It also checks tasks by the schemas of their handlers.
 */
export class PluginCatalog {
  readonly #start: () => Promise<LaunchPlan>;
  readonly #stamp: () => string;
  /** The stamp of the code that was looked at. */
  #version = '';
  #process: Promise<CatalogProcess> | undefined;
  #entries: Promise<ReadonlyMap<string, CatalogEntry>> | undefined;
  #plugins: readonly PluginDescription[] = [];
  #closed = false;

  /**
   * @param start - plans the process; throws when it cannot
   * @param stamp - changes with the code of the plugins, which is then looked at anew
   */
  constructor(start: () => Promise<LaunchPlan>, stamp: () => string) {
    this.#start = start;
    this.#stamp = stamp;
  }

  /** All plugins. Rejects with `PLUGIN_INVALID` when one cannot be used. */
  async plugins(): Promise<readonly PluginDescription[]> {
    await this.#load();
    return this.#plugins;
  }

  /** The handler for a type. Rejects with `UNKNOWN_TASK_TYPE` and `PLUGIN_INVALID`. */
  find(type: string): CatalogEntry | Promise<CatalogEntry> {
    if (this.#known !== undefined && this.#stamp() !== this.#version) this.#forgetCode();
    return this.#known?.get(type) ?? this.#find(type);
  }

  #known: ReadonlyMap<string, CatalogEntry> | undefined;

  async #find(type: string): Promise<CatalogEntry> {
    const entries = await this.#load();
    const entry = entries.get(type);
    if (entry !== undefined) return entry;
    const known = [...entries.keys()].toSorted();
    const suggestion = nearest(type, known);
    throw new TaskError({
      code: 'UNKNOWN_TASK_TYPE',
      message: `There is no handler for the task type ${JSON.stringify(type)}; there are ${known.join(', ') || 'none'}.`,
      hint: suggestion === undefined ? 'Install the plugin that has it.' : `Did you mean "${suggestion}"?`,
    });
  }

  /** Checks a task's input. Rejects with `INVALID_TASK`. */
  async check(task: Task): Promise<void> {
    await this.#load();
    await (await this.#open()).check(task);
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#process?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  async #load(): Promise<ReadonlyMap<string, CatalogEntry>> {
    this.#entries ??= this.#describe();
    try {
      return await this.#entries;
    } catch (error) {
      // What kept the plugins from loading may be mended by the next task.
      this.#entries = undefined;
      throw error;
    }
  }

  #forgetCode(): void {
    this.#known = undefined;
    this.#entries = undefined;
    void this.#process?.then(
      (open) => open.close(),
      () => undefined,
    );
    this.#process = undefined;
  }

  async #describe(): Promise<ReadonlyMap<string, CatalogEntry>> {
    const version = this.#stamp();
    this.#version = version;
    const plugins = await (await this.#open()).described;
    this.#plugins = plugins;
    const known = new Map<string, CatalogEntry>();
    for (const { url, handlers } of plugins) {
      const needed = plugins.filter((plugin) => plugin.url === url || plugin.isShared);
      const urls = needed.map((plugin) => plugin.url);
      for (const handler of handlers) known.set(handler.type, { handler, plugins: urls, version });
    }
    this.#known = known;
    return known;
  }

  #open(): Promise<CatalogProcess> {
    if (this.#closed) return Promise.reject(closed());
    if (this.#process !== undefined) return this.#process;
    const open = this.#start().then((plan) => new CatalogProcess(plan, forget));
    // By then another one may be there.
    const forget = (): void => {
      if (this.#process === open) this.#process = undefined;
    };
    this.#process = open;
    open.catch(forget);
    return open;
  }
}

class CatalogProcess {
  readonly described: Promise<readonly PluginDescription[]>;
  readonly #process: WorkerProcess;
  readonly #forget: () => void;
  readonly #checks = new Map<number, (error: TaskError | undefined) => void>();
  #lastId = 0;
  #linger: NodeJS.Timeout | undefined;

  /** @param forget - called once it takes no more questions */
  constructor(plan: LaunchPlan, forget: () => void) {
    this.#process = new WorkerProcess(plan);
    this.#forget = forget;
    const { promise, resolve, reject } = Promise.withResolvers<readonly PluginDescription[]>();
    promise.catch(() => undefined);
    this.described = promise;
    let broken: TaskError | undefined;
    const answered = this.#process.expectAnswer(ANSWER_TIME, 'one of them does not finish loading');
    this.#process.onMessage = (message: WorkerMessage) => {
      if (message[0] === 'described') {
        answered();
        try {
          resolve(readDescription(message[1], plan.opening));
        } catch (error) {
          reject(error);
        }
        this.#rest();
      } else if (message[0] === 'checked') this.#settle(message[1], message[2]);
      else if (message[0] === 'broken') broken = reviveTaskError(message[1]);
    };
    const bury = async (): Promise<void> => {
      const end = await this.#process.ended;
      answered();
      forget();
      const error = broken ?? notLoaded(end);
      reject(error);
      for (const settle of this.#checks.values()) settle(error);
    };
    void bury();
  }

  async check(task: Task): Promise<void> {
    // Until then it takes no questions.
    await this.described;
    const id = (this.#lastId += 1);
    const { promise, resolve } = Promise.withResolvers<TaskError | undefined>();
    this.#checks.set(id, resolve);
    this.#process.hold(true);
    clearTimeout(this.#linger);
    this.#process.send({ type: 'check', id, task });
    const answered = this.#process.expectAnswer(ANSWER_TIME, `the schema of "${task.type}" gives no answer`);
    const error = await promise;
    answered();
    this.#checks.delete(id);
    this.#rest();
    if (error !== undefined) throw error;
  }

  async close(): Promise<void> {
    clearTimeout(this.#linger);
    this.#forget();
    await this.#process.kill();
  }

  #settle(id: number, error: unknown): void {
    this.#checks.get(id)?.(error === null ? undefined : reviveTaskError(error));
  }

  /** Stays a while, without holding the host, when nothing is asked of it. */
  #rest(): void {
    if (this.#checks.size > 0) return;
    clearTimeout(this.#linger);
    this.#process.hold(false);
    this.#linger = setTimeout(() => void this.close(), LINGER);
    this.#linger.unref();
  }
}

const closed = (): TaskError =>
  new TaskError({ code: 'TASK_CANCELLED', message: 'The task was cancelled: the pool is closed.' });

/** The process runs code of plugins: which files they are, and what is granted to them, the host does not take from it. */
function readDescription(
  plugins: readonly PluginDescription[],
  opening: HostMessage,
): readonly PluginDescription[] {
  const urls = opening.type === 'open-catalog' ? opening.plugins.map((plugin) => plugin.url) : [];
  if (plugins.length !== urls.length || plugins.some(({ url }, index) => url !== urls[index])) {
    throw new TaskError({
      code: 'PLUGIN_INVALID',
      message: 'The plugins told of others than were asked for.',
    });
  }
  return plugins.map((plugin) => ({
    ...plugin,
    handlers: plugin.handlers.map((handler) => {
      const permissions = permissionsSchema.parse(handler.permissions);
      return { ...handler, permissions, granted: resolvePermissions(permissions) };
    }),
  }));
}

function notLoaded({ problem, ...end }: WorkerEnd): TaskError {
  if (problem !== undefined) {
    return new TaskError({ code: 'PLUGIN_INVALID', message: `The plugins cannot be used: ${problem}.` });
  }
  return new TaskError({
    code: 'WORKER_CRASHED',
    message: 'The process that looks at the plugins ended before it had told what they have.',
    cause: describeForLog(end),
  });
}
