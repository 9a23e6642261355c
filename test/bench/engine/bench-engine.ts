import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  definePlugin,
  defineTaskHandler,
  type Plugin,
  TaskExecutor,
  type TaskEventName,
  type TaskEvents,
} from '@poppobuilder/core';
import { createEngine, type Engine, type NewTask } from '@poppobuilder/engine';
import { z } from 'zod';

/** A plugin with a task type that does nothing, and one that waits until it is cancelled. */
export const benchPlugin: Plugin = definePlugin({
  name: '@poppobuilder/bench-plugin',
  apiVersion: 1,
  handlers: [
    defineTaskHandler({
      type: 'no-op',
      description: 'Does nothing.',
      input: z.strictObject({ number: z.int().default(0) }),
      output: z.looseObject({}),
      handle: async () => ({ success: true }),
    }),
    defineTaskHandler({
      type: 'wait',
      description: 'Waits until it is cancelled.',
      input: z.strictObject({}),
      output: z.looseObject({}),
      handle: async (_task, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        }),
    }),
    defineTaskHandler({
      type: 'short',
      description: 'Takes 5 ms.',
      input: z.strictObject({}),
      output: z.looseObject({}),
      handle: async () => {
        await delay(5);
        return { success: true };
      },
    }),
  ],
});

/** An engine with an executor in this process, so that the engine is measured and not its workers. */
export class BenchEngine implements AsyncDisposable {
  readonly engine: Engine;
  readonly runner: TaskExecutor;
  readonly #folder: string;

  constructor(engine: Engine, runner: TaskExecutor, folder: string) {
    this.engine = engine;
    this.runner = runner;
    this.#folder = folder;
  }

  static async open(url: string, schema = 'bench'): Promise<BenchEngine> {
    const folder = mkdtempSync(join(tmpdir(), 'poppobuilder-bench-'));
    const engine = await createEngine({ database: { url }, plugins: [benchPlugin], schema });
    const runner = new TaskExecutor({ plugins: [benchPlugin], concurrency: 64, homeFolder: folder });
    return new BenchEngine(engine, runner, folder);
  }

  task(type = 'no-op', projectId = 'project'): NewTask {
    return { type, projectId, projectPath: this.#folder };
  }

  /** Resolves with the next event of this name. */
  async next<Name extends TaskEventName>(name: Name): Promise<TaskEvents[Name]> {
    return new Promise((resolve) => {
      const listener = (payload: TaskEvents[Name]): void => {
        this.runner.off(name, listener);
        resolve(payload);
      };
      this.runner.on(name, listener);
    });
  }

  /** Does all that waits, with this many slots; `count` says how many there are. */
  async drain(slots: number, count: number): Promise<void> {
    let ended = 0;
    const all = new Promise<void>((resolve) => {
      const listener = (): void => {
        ended += 1;
        if (ended < count) return;
        this.runner.off('context-cleaned', listener);
        resolve();
      };
      this.runner.on('context-cleaned', listener);
    });
    const consumer = this.engine.consume({ slots, runner: this.runner });
    await all;
    // Until the last one is recorded.
    await consumer.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine.close();
    await this.runner.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
