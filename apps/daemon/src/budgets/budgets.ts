import { type BaseTask, type RunnerMiddleware, type Task, TaskError } from '@poppobuilder/core';
import type { Spent } from '@poppobuilder/engine';
import type { Amounts } from '../configuration/budgets-configuration.ts';
import type { BudgetKeeperOptions, StartedRun } from './budget-options.ts';
import { BudgetHolds } from './budget-holds.ts';
import { type CapState, describeReached, stateOf } from './cap-state.ts';
import { type Cap, type CapScope, capsOf, issueCap, runLimits } from './caps.ts';
import { RunningSpending } from './running-spending.ts';
import { subjectOf } from './subject-of.ts';

/** By then the hold keeps the task from starting. In milliseconds. */
const RETRY_AFTER = 1_000;
/** While it cannot be read what was spent. In milliseconds. */
const UNREADABLE_RETRY_AFTER = 5_000;

/**
 * Keeps spending below the caps: a cap that is reached holds tasks, and what remains limits what each attempt may cost. When it
 * cannot be read what was spent, tasks wait.
 */
export class BudgetKeeper {
  /** Records what attempts spend, and limits them. */
  readonly middleware: RunnerMiddleware;
  readonly #options: BudgetKeeperOptions;
  readonly #holds: BudgetHolds;
  readonly #running: RunningSpending;
  #lastStart: Promise<unknown> = Promise.resolve();
  #allowanceTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: BudgetKeeperOptions) {
    this.#options = options;
    this.#holds = new BudgetHolds(options.engine.holds);
    this.#running = new RunningSpending(options);
    this.middleware = async (task, next, execution) => {
      const started = await this.#start(task, execution.attempt ?? 1);
      if (started === undefined) return next(task, execution);
      const { id, costLimit } = started;
      try {
        const limited = costLimit === undefined ? execution : { ...execution, costLimit };
        const result = await this.#running.run(started, async () => next(task, limited));
        return result;
      } finally {
        await this.#end(id, task);
      }
    };
  }

  /** Holds what has reached its cap, and releases what has not any more: at the start, and when the configuration changes. */
  async refresh(): Promise<void> {
    const { engine, configuration } = this.#options;
    await engine.spending.endLost();
    const { projects } = configuration();
    const states = await Promise.all(Object.keys(projects).map(async (id) => this.#statesOf(id)));
    await this.#holds.apply(
      unique(states.flat()).filter(({ isReached }) => isReached),
      { isComplete: true },
    );
    await this.#watchAllowances();
  }

  /** Returns every cap that counts something, and what was spent below it. */
  async list(): Promise<readonly CapState[]> {
    const { projects } = this.#options.configuration();
    const states = await Promise.all(Object.keys(projects).map(async (id) => this.#statesOf(id)));
    return unique(states.flat());
  }

  /** Allows more than a cap until a time. */
  async override(scope: CapScope, amounts: Amounts, until: Date, by?: string): Promise<void> {
    await this.#options.engine.spending.allow({ scope: { ...scope }, ...amounts, until, by });
    await this.refresh();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#allowanceTimer);
    this.#running.close();
  }

  async #start(task: Task | BaseTask, attempt: number): Promise<StartedRun | undefined> {
    const { id: taskId, type, projectId } = task;
    if (type.startsWith('trigger:')) return undefined;
    const configuration = this.#options.configuration();
    const subject = subjectOf(task);
    const caps = capsOf(configuration, projectId, Date.now());
    const ofIssue = subject === undefined ? undefined : issueCap(configuration, projectId, subject);
    if (ofIssue !== undefined) caps.push(ofIssue);
    const perRun = runLimits(configuration, projectId);
    if (caps.length === 0 && perRun === undefined && !this.#options.spends(type)) return undefined;
    const begin = async (): Promise<StartedRun> => {
      const states = await this.#read(caps);
      const reached = states.filter(({ isReached }) => isReached);
      if (reached.length > 0) throw await this.#defer(reached);
      const usd = least(states, 'usd');
      const tokens = least(states, 'tokens');
      const allowed = { usd: lowest(usd, perRun?.usd), tokens: lowest(tokens, perRun?.tokens) };
      const id = await this.#options.engine.spending.begin({
        taskId,
        attempt,
        projectId,
        subject,
        allowed: defined(allowed),
      });
      const costLimit =
        allowed.usd === undefined ? undefined : { usd: allowed.usd, defers: perRun?.usd !== allowed.usd };
      return { id, taskId, type, costLimit, tokens: perRun?.tokens };
    };
    try {
      return await (caps.length === 0 ? begin() : this.#inTurn(begin));
    } catch (error) {
      throw TaskError.is(error) && error.code === 'BUDGET_EXCEEDED' ? error : unreadable(error);
    }
  }

  /** Attempts begin one after the other: the run that one takes is not left for the next one. */
  async #inTurn<Result>(begin: () => Promise<Result>): Promise<Result> {
    const turn = this.#lastStart.then(begin);
    this.#lastStart = turn.catch(() => undefined);
    return turn;
  }

  /** The outcome of the task counts, whatever becomes of the budgets. */
  async #end(id: string, task: Task | BaseTask): Promise<void> {
    try {
      await this.#running.end(id);
      if (this.#isClosed) return;
      const configuration = this.#options.configuration();
      const subject = subjectOf(task);
      const ofIssue = subject === undefined ? undefined : issueCap(configuration, task.projectId, subject);
      const caps = capsOf(configuration, task.projectId, Date.now());
      const states = await this.#read(ofIssue === undefined ? caps : [...caps, ofIssue]);
      await this.#holds.apply(
        states.filter(({ isReached }) => isReached),
        { isComplete: false },
      );
    } catch (error) {
      this.#options.onError(error);
    }
  }

  async #defer(reached: readonly CapState[]): Promise<TaskError> {
    await this.#holds.apply(reached, { isComplete: false });
    const message = reached.map(describeReached).join(' ');
    return new TaskError({ code: 'BUDGET_EXCEEDED', message, deferred: true, retryAfter: RETRY_AFTER });
  }

  async #read(caps: readonly Cap[]): Promise<readonly CapState[]> {
    if (caps.length === 0) return [];
    const { spending } = this.#options.engine;
    const allowances = await spending.allowances();
    return Promise.all(caps.map(async (cap) => stateOf(cap, await spending.totals(cap.filter), allowances)));
  }

  async #statesOf(projectId: string): Promise<readonly CapState[]> {
    const { engine, configuration } = this.#options;
    const current = configuration();
    const states = await this.#read(capsOf(current, projectId, Date.now()));
    if (issueCap(current, projectId, '1') === undefined) return states;
    const allowances = await engine.spending.allowances();
    const bySubject = await engine.spending.totalsBySubject(projectId);
    const ofIssues = [...bySubject].flatMap(([subject, totals]) => {
      const cap = issueCap(current, projectId, subject);
      return cap === undefined ? [] : [stateOf(cap, totals, allowances)];
    });
    return [...states, ...ofIssues];
  }

  /** A cap may be reached again when an allowance ends. */
  async #watchAllowances(): Promise<void> {
    clearTimeout(this.#allowanceTimer);
    const allowances = await this.#options.engine.spending.allowances();
    if (allowances.length === 0 || this.#isClosed) return;
    const end = Math.min(...allowances.map(({ until }) => until.getTime()));
    const wait = Math.min(Math.max(end - Date.now() + 1, 0), MAX_WAIT);
    this.#allowanceTimer = setTimeout(() => void this.refresh().catch(this.#options.onError), wait).unref();
  }
}

/** A clock may be set meanwhile. In milliseconds. */
const MAX_WAIT = 3_600_000;

const least = (states: readonly CapState[], kind: keyof Amounts): number | undefined =>
  lowest(
    ...states.flatMap(({ amounts }) => amounts.filter((one) => one.kind === kind)).map(({ left }) => left),
  );

function lowest(...amounts: readonly (number | undefined)[]): number | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

const defined = ({ usd, tokens }: Partial<Record<keyof Spent, number | undefined>>): Partial<Spent> => ({
  ...(usd === undefined ? {} : { usd }),
  ...(tokens === undefined ? {} : { tokens: Math.floor(tokens) }),
});

/** The cap of everything is that of each project. */
const unique = (states: readonly CapState[]): CapState[] => [
  ...new Map(states.map((state) => [state.cap.hold.id, state])).values(),
];

function unreadable(cause: unknown): TaskError {
  return new TaskError({
    code: TaskError.is(cause) ? cause.code : 'COMPONENT_FAILED',
    message: 'What was spent cannot be read, so no task starts.',
    deferred: true,
    retryAfter: UNREADABLE_RETRY_AFTER,
    cause,
  });
}
