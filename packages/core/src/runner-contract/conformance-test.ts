import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TaskError } from '../errors/task-error.ts';
import type { TaskEventName, TaskEvents, TaskListener } from '../execution/task-events.ts';
import type { TaskRunner } from '../execution/task-runner.ts';
import { readProcessTable } from '../process/process-table.ts';
import { runTool } from '../process/spawn-child.ts';
import type { Task } from '../task/task.ts';
import type { RunnerContractOptions } from './contract-options.ts';

/** A test that every runner must pass. */
export interface ConformanceTest {
  readonly title: string;
  /** Rejects with an `AssertionError` when the runner does not pass. */
  readonly run: () => Promise<void>;
}

type CreateRunner = (options: RunnerContractOptions) => TaskRunner | Promise<TaskRunner>;

/** A conformance test before it is bound to a runner. */
export interface UnboundConformanceTest {
  readonly title: string;
  readonly verify: (create: CreateRunner) => Promise<void>;
}

/** An event as it arrived. */
interface SeenEvent {
  readonly name: TaskEventName;
  readonly payload: TaskEvents[TaskEventName];
}

/** What a conformance test works with. */
export interface ConformanceContext {
  readonly runner: TaskRunner;
  /** Real path of an empty project. */
  readonly projectPath: string;
  /** Every event so far. */
  readonly events: readonly SeenEvent[];
  /** Creates a task of one of the contract's types. */
  readonly task: (type: string, fields?: Readonly<Record<string, unknown>>) => Task;
  /** Returns the names of a task's events so far. */
  readonly namesFor: (taskId: string) => TaskEventName[];
  /** Resolves with the next event of this name. */
  readonly next: <Name extends TaskEventName>(name: Name) => Promise<TaskEvents[Name]>;
}

const NAMES: readonly TaskEventName[] = [
  'task-rejected',
  'task-started',
  'progress',
  'log',
  'task-completed',
  'task-failed',
  'task-cancelled',
  'context-cleaned',
];

/** Creates a test that gets a new runner and project, which are removed afterwards. */
export function conformanceTest(
  title: string,
  test: (context: ConformanceContext) => Promise<void>,
  options: Partial<RunnerContractOptions> = {},
): UnboundConformanceTest {
  return {
    title,
    async verify(create) {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), 'runner-contract-')));
      const defaults = { timeout: 20_000, grace: 200, concurrency: 4, homeFolder: join(folder, 'home') };
      const runner = await create({ ...defaults, ...options });
      try {
        await test(createContext(runner, realpathSync(mkdtempSync(join(folder, 'project-')))));
      } finally {
        await runner.cancel();
        await runner.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Resolves with the `TaskError` that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<TaskError> {
  try {
    await promise;
  } catch (error) {
    if (TaskError.is(error)) return error;
    throw new Error('it rejected with something that is not a TaskError', { cause: error });
  }
  throw new Error('it resolved, but should have rejected');
}

/** Whether a process runs whose command line has a text. Process ids of another namespace could not be found here. */
export function isRunning(text: string): boolean {
  return process.platform === 'linux'
    ? readProcessTable().some(({ pid }) => commandLineOf(pid).includes(text))
    : runTool('ps', ['-axo', 'args=']).includes(text);
}

function commandLineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function createContext(runner: TaskRunner, projectPath: string): ConformanceContext {
  const events: SeenEvent[] = [];
  let lastId = 0;
  for (const name of NAMES) runner.on(name, (payload) => void events.push({ name, payload }));
  return {
    runner,
    projectPath,
    events,
    task(type, fields = {}) {
      lastId += 1;
      return { id: `task-${lastId}`, type: `contract-${type}`, projectId: 'project', projectPath, ...fields };
    },
    namesFor: (taskId) =>
      events.filter(({ payload }) => taskIdOf(payload) === taskId).map(({ name }) => name),
    next: <Name extends TaskEventName>(name: Name) =>
      new Promise<TaskEvents[Name]>((resolve) => {
        const listener: TaskListener<Name> = (payload) => {
          runner.off(name, listener);
          resolve(payload);
        };
        runner.on(name, listener);
      }),
  };
}

function taskIdOf(payload: TaskEvents[TaskEventName]): string | undefined {
  if ('taskId' in payload) return payload.taskId;
  return 'task' in payload ? payload.task?.id : undefined;
}
