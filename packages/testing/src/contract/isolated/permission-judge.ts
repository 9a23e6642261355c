import type { Plugin } from '@poppobuilder/core';
import { judgePermissions, type JudgedExample, type PermissionVerdict } from './judge-permissions.ts';
import { WorkerTrials } from './worker-trials.ts';

/** Judges the permissions of a plugin's handlers by all examples at once, when the first verdict is asked for. */
export class PermissionJudge {
  readonly #plugin: Plugin;
  readonly #module: string | undefined;
  readonly #examples: JudgedExample[] = [];
  #verdicts: Promise<ReadonlyMap<JudgedExample, PermissionVerdict>> | undefined;

  /** @param module - URL of the plugin's module */
  constructor(plugin: Plugin, module: string | undefined) {
    this.#plugin = plugin;
    this.#module = module;
  }

  /** Adds an example, before any verdict is asked for. */
  add(example: JudgedExample): void {
    this.#examples.push(example);
  }

  /** Resolves with the verdict on an example that was added. */
  async verdictOn(example: JudgedExample): Promise<PermissionVerdict> {
    this.#verdicts ??= this.#judge();
    return (await this.#verdicts).get(example) ?? { unneeded: new Map() };
  }

  /** They share workers, because starting them takes longest. */
  async #judge(): Promise<ReadonlyMap<JudgedExample, PermissionVerdict>> {
    const verdicts = new Map<JudgedExample, PermissionVerdict>();
    const workers = this.#module === undefined ? undefined : new WorkerTrials(this.#plugin, this.#module);
    try {
      for (const example of this.#examples) verdicts.set(example, await judgePermissions(example, workers));
    } finally {
      await workers?.[Symbol.asyncDispose]();
    }
    return verdicts;
  }
}
