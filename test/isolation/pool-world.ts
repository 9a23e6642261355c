import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ExecuteOptions,
  type ProjectConfigInput,
  type Task,
  TaskError,
  type TaskEventName,
  type TaskEvents,
  type TaskResult,
} from '@poppobuilder/core';
import { type Isolation, WorkerPool, type WorkerPoolOptions } from '@poppobuilder/worker-pool';
import { createMark, findMarked, killMarked, MARK_VARIABLE } from './marked-processes.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { warmHome } from '../support/warm-home.ts';

/** Address of the plugin with the tasks of these tests. */
const PLUGIN: string = builtPlugin(new URL('fixtures/fault-plugin.ts', import.meta.url));

/** The isolations that a pool has. */
export type TestedIsolation = Exclude<Isolation, 'auto'>;

/** An event as it arrived. */
export interface SeenEvent {
  readonly name: TaskEventName;
  readonly taskId: string;
}

/** How a task ended. */
export type Outcome = { readonly result: TaskResult } | { readonly error: TaskError };

const NAMES = [
  ...(['task-rejected', 'task-started', 'progress', 'log'] as const),
  ...(['task-completed', 'task-failed', 'task-cancelled', 'context-cleaned'] as const),
];
const TERMINAL: ReadonlySet<TaskEventName> = new Set<TaskEventName>([
  'task-rejected',
  'task-completed',
  'task-failed',
  'task-cancelled',
]);

/** A pool, projects in a temporary folder, and all events. Every process of the pool carries `mark`. */
export class PoolWorld implements AsyncDisposable {
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-isolation-')));
  readonly mark: string = createMark();
  readonly pool: WorkerPool;
  /** What began, ended or was refused, without what was said in between. */
  readonly events: SeenEvent[] = [];
  #lastId = 0;

  constructor(isolation: TestedIsolation, options: WorkerPoolOptions = {}) {
    warmHome(join(this.folder, 'home'));
    this.pool = new WorkerPool({
      isolation,
      plugins: [PLUGIN],
      homeFolder: join(this.folder, 'home'),
      grace: 200,
      ...options,
    });
    for (const name of NAMES) {
      if (name === 'progress' || name === 'log') continue;
      this.pool.on(name, (payload: TaskEvents[typeof name]) => {
        this.events.push({ name, taskId: 'taskId' in payload ? payload.taskId : (payload.task?.id ?? '') });
      });
    }
  }

  /** A task of a project, which is made when there is none. */
  task(
    type: string,
    fields: Readonly<Record<string, unknown>> = {},
    { project = 'first', config = {} }: { project?: string; config?: ProjectConfigInput } = {},
  ): Task {
    this.#lastId += 1;
    const projectPath = join(this.folder, project);
    mkdirSync(projectPath, { recursive: true });
    const environment = { [MARK_VARIABLE]: `${this.mark}-${project}`, ...config.environment };
    return {
      id: `${project}-${this.#lastId}`,
      type: `fault-${type}`,
      projectId: project,
      projectPath,
      timeout: 60_000,
      projectConfig: { ...config, environment },
      ...fields,
    };
  }

  /** Runs a task to its end, whatever that is. */
  async run(task: Task, options?: ExecuteOptions): Promise<Outcome> {
    try {
      return { result: await this.pool.execute(task, options) };
    } catch (error) {
      if (TaskError.is(error)) return { error };
      throw new Error('it rejected with something that is not a TaskError', { cause: error });
    }
  }

  /** Resolves with the next event of this name about a task. */
  next<Name extends TaskEventName>(name: Name, taskId: string): Promise<TaskEvents[Name]> {
    return new Promise((resolve) => {
      const listener = (payload: TaskEvents[Name]): void => {
        if (!('task' in payload) || payload.task?.id !== taskId) return;
        this.pool.off(name, listener);
        resolve(payload);
      };
      this.pool.on(name, listener);
    });
  }

  /** The names of a task's events, without what it said. */
  namesFor(taskId: string): TaskEventName[] {
    return this.events.filter((event) => event.taskId === taskId).map(({ name }) => name);
  }

  /** How often a task's end was reported. */
  endsOf(taskId: string): number {
    return this.namesFor(taskId).filter((name) => TERMINAL.has(name)).length;
  }

  /** Ends the pool. Gives the processes that are left of it, after ending them. */
  async end(): Promise<number> {
    await this.pool.cancel();
    await this.pool.close();
    const left = findMarked(this.mark).length;
    killMarked(this.mark);
    rmSync(this.folder, { recursive: true, force: true });
    return left;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
  }
}

/** The result of a task that has succeeded. */
export function resultOf(outcome: Outcome): TaskResult {
  if ('result' in outcome) return outcome.result;
  throw outcome.error;
}

/** The error of a task that has failed. */
export function errorOf(outcome: Outcome): TaskError {
  if ('error' in outcome) return outcome.error;
  throw new Error(`it succeeded with ${JSON.stringify(outcome.result)}`);
}
