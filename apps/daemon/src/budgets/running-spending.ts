import { TaskError, type TaskEvents, type TaskResult } from '@poppobuilder/core';
import type { Spent } from '@poppobuilder/engine';
import type { BudgetKeeperOptions, StartedRun } from './budget-options.ts';
import { mostOf, spentBy } from './spent-by.ts';

interface Run extends StartedRun {
  /** What its agents have reported so far. */
  spent: Spent;
  /** Whether an agent works that has not reported. */
  isOpen: boolean;
  /** Whether it is unknown what was spent. */
  isUnknown: boolean;
  isOverTokens: boolean;
}

/** The stage in which agents work. */
const STAGE = 'execute';

/** Follows what attempts spend while they run, and records it. */
export class RunningSpending {
  readonly #options: Pick<BudgetKeeperOptions, 'engine' | 'runner' | 'spends' | 'onError'>;
  readonly #byTask = new Map<string, Run>();
  readonly #byId = new Map<string, Run>();

  constructor(options: Pick<BudgetKeeperOptions, 'engine' | 'runner' | 'spends' | 'onError'>) {
    this.#options = options;
    options.runner.on('progress', this.#onProgress);
  }

  /** Runs an attempt that was begun. */
  async run(started: StartedRun, execute: () => Promise<TaskResult>): Promise<TaskResult> {
    const run: Run = {
      ...started,
      spent: { usd: 0, tokens: 0 },
      isOpen: false,
      isUnknown: false,
      isOverTokens: false,
    };
    this.#byTask.set(run.taskId, run);
    this.#byId.set(run.id, run);
    try {
      const result = await execute();
      run.spent = mostOf(run.spent, spentBy(result));
      return result;
    } catch (error) {
      const reported = spentBy(error);
      run.spent = mostOf(run.spent, reported);
      run.isUnknown = run.isOpen && reported === undefined && this.#options.spends(run.type);
      throw run.isOverTokens ? overTokens(run, error) : error;
    } finally {
      this.#byTask.delete(run.taskId);
    }
  }

  /** Records the end of an attempt. */
  async end(id: string): Promise<void> {
    const run = this.#byId.get(id);
    if (run === undefined) return;
    this.#byId.delete(id);
    const { spending } = this.#options.engine;
    if (run.isUnknown && (run.spent.usd > 0 || run.spent.tokens > 0)) await spending.report(id, run.spent);
    await spending.end(id, run.isUnknown ? undefined : run.spent);
  }

  close(): void {
    this.#options.runner.off('progress', this.#onProgress);
  }

  readonly #onProgress = ({ task, stage, data }: TaskEvents['progress']): void => {
    const run = this.#byTask.get(task.id);
    if (run === undefined) return;
    const reported = spentBy(data);
    run.isOpen = reported === undefined && (run.isOpen || stage === STAGE);
    if (reported === undefined) return;
    run.spent = { usd: run.spent.usd + reported.usd, tokens: run.spent.tokens + reported.tokens };
    const { engine, runner, onError } = this.#options;
    engine.spending.report(run.id, run.spent).catch(onError);
    if (run.tokens === undefined || run.spent.tokens < run.tokens || run.isOverTokens) return;
    run.isOverTokens = true;
    runner.cancel(run.taskId, { reason: 'its budget is used up' }).catch(onError);
  };
}

function overTokens({ taskId, tokens, spent }: Run, cause: unknown): TaskError {
  return new TaskError({
    code: 'BUDGET_EXCEEDED',
    message: `The task used ${spent.tokens} tokens, and its run may use ${tokens}.`,
    hint: 'Raise budgets.run.tokens, or give it a smaller task.',
    retryable: false,
    taskId,
    cause,
  });
}
