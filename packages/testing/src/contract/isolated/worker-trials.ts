import { randomUUID } from 'node:crypto';
import {
  type Permissions,
  type Plugin,
  type TaskError,
  TaskExecutor,
  type TaskResult,
} from '@poppobuilder/core';
import { homeOf } from '../../project/create-test-project.ts';
import { placeSecrets } from '../../run/place-secrets.ts';
import type { ContractExample } from '../contract-example.ts';
import { projectWith } from '../trial/project-templates.ts';

/** How an example ended in a worker. */
export interface WorkerOutcome {
  readonly result?: TaskResult;
  readonly error?: TaskError;
}

/** Runs one example in workers, each with the permissions that are left to it. */
export interface WorkerTrials extends AsyncDisposable {
  /** What its workers are held to. */
  readonly isolation: 'process' | 'sandbox';
  /** @param denied - what the project denies of what the handler declares */
  readonly run: (denied?: Permissions) => Promise<WorkerOutcome>;
}

/** An example must end within this time. In milliseconds. */
const TIMEOUT = 60_000;

/** Opens a pool for one example. Nothing of the plugin runs in this process. */
export async function openWorkerTrials(
  plugin: Plugin,
  module: string,
  example: ContractExample,
): Promise<WorkerTrials> {
  const { WorkerPool } = await import('@poppobuilder/worker-pool');
  const { config: projectConfig = {}, secrets = {}, task } = example;
  const home = await projectWith();
  const { sections } = new TaskExecutor({ plugins: [plugin] });
  const { environment } = await placeSecrets(home.path, secrets, sections);
  const homeFolder = homeOf(home);
  const pool = new WorkerPool({
    plugins: [module],
    projectConfig,
    environment,
    homeFolder,
    timeout: TIMEOUT,
    maxWorkers: 2,
  });
  return {
    isolation: await pool.chosenIsolation(),
    async run(denied) {
      await using project = await projectWith(example.files);
      await placeSecrets(project.path, secrets, sections);
      const own = task['projectConfig'] ?? {};
      const permissions = denied === undefined ? {} : { permissions: denied };
      const id = `contract-${randomUUID()}`;
      const base = { id, projectId: 'contract', projectPath: project.path };
      try {
        const whole = { ...task, ...base, projectConfig: { ...own, ...permissions } };
        return { result: await pool.execute(whole) };
      } catch (error) {
        return { error: error as TaskError };
      }
    },
    async [Symbol.asyncDispose]() {
      await pool.close();
      await home.remove();
    },
  };
}
