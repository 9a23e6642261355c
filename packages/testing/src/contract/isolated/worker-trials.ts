import { randomUUID } from 'node:crypto';
import {
  type Permissions,
  type Plugin,
  type TaskError,
  TaskExecutor,
  type TaskResult,
} from '@poppobuilder/core';
import type { WorkerPool } from '@poppobuilder/worker-pool';
import { homeOf, type TestProject } from '../../project/create-test-project.ts';
import { placeSecrets } from '../../run/place-secrets.ts';
import type { ContractExample } from '../contract-example.ts';
import { projectWith } from '../trial/project-templates.ts';

/** How an example ended in a worker. */
export interface WorkerOutcome {
  readonly result?: TaskResult;
  readonly error?: TaskError;
}

/** An example must end within this time. In milliseconds. */
const TIMEOUT = 60_000;

/** Runs examples of a plugin in workers, each with the permissions that are left to it. Nothing of it runs in this process. */
export class WorkerTrials implements AsyncDisposable {
  readonly #plugin: Plugin;
  readonly #module: string;
  /** By the host's environment, which holds secrets. All have the home of one project. */
  readonly #pools = new Map<string, WorkerPool>();
  #home: Promise<TestProject> | undefined;

  constructor(plugin: Plugin, module: string) {
    this.#plugin = plugin;
    this.#module = module;
  }

  /** Resolves with what workers are held to on this machine. */
  async isolation(): Promise<'process' | 'sandbox'> {
    return (await this.#pool({})).chosenIsolation();
  }

  /** @param denied - what the project denies of what the handler declares */
  async run(example: ContractExample, denied?: Permissions): Promise<WorkerOutcome> {
    const { config = {}, secrets = {}, files, task } = example;
    await using project = await projectWith(files);
    const { sections } = new TaskExecutor({ plugins: [this.#plugin] });
    const { environment } = await placeSecrets(project.path, secrets, sections);
    const pool = await this.#pool(environment);
    const permissions = denied === undefined ? {} : { permissions: denied };
    const projectConfig = { ...config, ...(task['projectConfig'] as object | undefined), ...permissions };
    const id = `contract-${randomUUID()}`;
    const whole = { ...task, id, projectId: 'contract', projectPath: project.path, projectConfig };
    try {
      return { result: await pool.execute(whole) };
    } catch (error) {
      return { error: error as TaskError };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
    await (await this.#home)?.remove();
  }

  async #pool(environment: NodeJS.ProcessEnv): Promise<WorkerPool> {
    const key = JSON.stringify(environment);
    const { WorkerPool: Pool } = await import('@poppobuilder/worker-pool');
    this.#home ??= projectWith();
    const homeFolder = homeOf(await this.#home);
    const options = { plugins: [this.#module], environment, homeFolder, timeout: TIMEOUT, maxWorkers: 2 };
    const pool = this.#pools.get(key) ?? new Pool(options);
    this.#pools.set(key, pool);
    return pool;
  }
}
