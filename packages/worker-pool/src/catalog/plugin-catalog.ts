import { type CacheDeclaration, nearest, type Task, TaskError } from '@poppobuilder/core';
import { type SectionCheck, type SectionDeclaration, TRIGGER_PREFIX } from '@poppobuilder/core/runner-kit';
import type { HandlerDescription, PluginDescription } from '../protocol/messages.ts';
import type { LaunchPlan } from '../host/worker-process.ts';
import { inspectionOf, type PluginInspection } from './plugin-inspection.ts';
import { CatalogProcess } from './catalog-process.ts';
import type { PluginMemory } from './plugin-memory.ts';

/** A handler, with what a worker must load to run it. */
export interface CatalogEntry {
  readonly handler: HandlerDescription;
  /** URLs of the handler's plugin and of those with middleware or services, in the order they were given. */
  readonly plugins: readonly string[];
  /** Changes with the code of the plugins. */
  readonly version: string;
  /** The sections that those plugins read. */
  readonly sections: readonly SectionDeclaration[];
}

/** Options of a {@link PluginCatalog}. */
export interface PluginCatalogOptions {
  /** Plans the process. Rejects when it cannot be started. */
  readonly start: () => Promise<LaunchPlan>;
  /** Rejects when the plugins may not be used as the pool is set up. */
  readonly assertUsable: () => Promise<void>;
  readonly memory: PluginMemory;
  /** Changes with the code of the plugins, which is then read anew. */
  readonly stamp: () => string;
  /** Called once, when the plugins are known. */
  readonly onDescribed: (plugins: readonly PluginDescription[]) => void;
}

/**
 * The contents of the plugins, read by a process without any permission: code of a plugin never runs in the host, where all
 * credentials are. It also checks tasks by the schemas of their handlers.
 */
export class PluginCatalog {
  readonly #options: PluginCatalogOptions;
  #isDescribed = false;
  /** The stamp of the code that was read. */
  #version = '';
  #process: Promise<CatalogProcess> | undefined;
  #entries: Promise<ReadonlyMap<string, CatalogEntry>> | undefined;
  #plugins: readonly PluginDescription[] = [];
  #closed = false;

  constructor(options: PluginCatalogOptions) {
    this.#options = options;
  }

  /** Resolves with all plugins. Rejects with `PLUGIN_INVALID` when one cannot be used. */
  async plugins(): Promise<readonly PluginDescription[]> {
    await this.#load();
    return this.#plugins;
  }

  /** Resolves with all plugins, with their schemas and examples. Rejects with `PLUGIN_INVALID`. */
  async inspect(): Promise<readonly PluginInspection[]> {
    const plugins = await this.plugins();
    const { memory } = this.#options;
    const contents = memory.contents ?? (await (await this.#open()).inspect());
    if (memory.contents === undefined) memory.rememberContents(contents);
    return plugins.map((plugin, index) => inspectionOf(plugin, contents[index]));
  }

  /** Returns the handler for a type. Throws or rejects with `UNKNOWN_TASK_TYPE` and `PLUGIN_INVALID`. */
  find(type: string): CatalogEntry | Promise<CatalogEntry> {
    if (this.#known !== undefined && this.#options.stamp() !== this.#version) this.#forgetCode();
    return this.#known?.get(type) ?? this.#find(type);
  }

  #known: ReadonlyMap<string, CatalogEntry> | undefined;

  async #find(type: string): Promise<CatalogEntry> {
    const entries = await this.#load();
    const entry = entries.get(type);
    if (entry !== undefined) return entry;
    const known = [...entries.keys()].filter((one) => !one.startsWith(TRIGGER_PREFIX)).toSorted();
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

  /** Resolves with what a task's result depends on; with nothing if it is not to be cached. Rejects with `INVALID_TASK`. */
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
    const { memory } = this.#options;
    if (memory.hasValid(sections)) return [];
    const mistakes = await (await this.#open()).checkSections(sections);
    if (mistakes.length === 0) memory.rememberValid(sections);
    return mistakes;
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
      // What kept the plugins from loading may be fixed by the next task.
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
    const version = this.#options.stamp();
    this.#version = version;
    const plugins = (await this.#recall()) ?? (await this.#read());
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
    if (!this.#isDescribed) {
      this.#isDescribed = true;
      this.#options.onDescribed(plugins);
    }
    return known;
  }

  async #recall(): Promise<readonly PluginDescription[] | undefined> {
    if (this.#closed) throw closed();
    const known = this.#options.memory.recall();
    if (known !== undefined) await this.#options.assertUsable();
    return known?.plugins;
  }

  async #read(): Promise<readonly PluginDescription[]> {
    const startedAt = Date.now();
    const { plugins, files } = await (await this.#open()).described;
    this.#options.memory.remember(plugins, files, startedAt);
    return plugins;
  }

  #open(): Promise<CatalogProcess> {
    if (this.#closed) return Promise.reject(closed());
    if (this.#process !== undefined) return this.#process;
    const open = this.#options.start().then((plan) => new CatalogProcess(plan, forget));
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
  const byName = new Map(
    plugins.flatMap(({ sections }) => sections.map((section) => [section.name, section])),
  );
  return [...byName.values()];
}

const closed = (): TaskError =>
  new TaskError({ code: 'TASK_CANCELLED', message: 'The task was cancelled: the pool is closed.' });
