import { type CacheDeclaration, nearest, type Task, TaskError } from '@poppobuilder/core';
import type { SectionCheck, SectionDeclaration } from '@poppobuilder/core/runner-kit';
import type { HandlerDescription, PluginDescription } from '../protocol/messages.ts';
import type { LaunchPlan } from '../host/worker-process.ts';
import { CatalogProcess } from './catalog-process.ts';

/** A handler, and what a worker must load to run it. */
export interface CatalogEntry {
  readonly handler: HandlerDescription;
  /** Addresses of the handler's plugin and of those with middleware or services, in the order they were given. */
  readonly plugins: readonly string[];
  /** Another one when the code of a plugin is. */
  readonly version: string;
  /** The sections that those plugins read. */
  readonly sections: readonly SectionDeclaration[];
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
    await (await this.#open()).check(task, false);
  }

  /** What a task's result depends on; nothing when it is not to be cached. Rejects with `INVALID_TASK`. */
  async declareCache(task: Task): Promise<CacheDeclaration | undefined> {
    await this.#load();
    return (await this.#open()).check(task, true);
  }

  /** The sections of all plugins, as they were last described; the same until the code of a plugin changes. */
  get sections(): readonly SectionDeclaration[] {
    return this.#sections;
  }

  #sections: readonly SectionDeclaration[] = [];

  /** Returns every mistake in sections of a project's configuration. */
  async checkSections(sections: SectionCheck): Promise<readonly string[]> {
    await this.#load();
    return (await this.#open()).checkSections(sections);
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
    this.#sections = onlyOnce(plugins);
    const known = new Map<string, CatalogEntry>();
    for (const { url, handlers } of plugins) {
      const needed = plugins.filter((plugin) => plugin.url === url || plugin.isShared);
      const urls = needed.map((plugin) => plugin.url);
      const sections = onlyOnce(needed);
      for (const handler of handlers) known.set(handler.type, { handler, plugins: urls, version, sections });
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

/** The process has made sure that sections of the same name are the same. */
function onlyOnce(plugins: readonly PluginDescription[]): SectionDeclaration[] {
  const byName = new Map(plugins.flatMap(({ sections }) => sections.map((section) => [section.name, section])));
  return [...byName.values()];
}

const closed = (): TaskError =>
  new TaskError({ code: 'TASK_CANCELLED', message: 'The task was cancelled: the pool is closed.' });
