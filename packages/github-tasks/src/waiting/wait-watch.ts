import type { Logger } from '@poppobuilder/core';
import { checkFields } from '../arguments.ts';
import { isTold } from '../texts/explain-wait-reason.ts';
import { type ReportedTask, reportStop, reportWait, showsWork, withdrawWait } from './report-wait.ts';
import { type ListedTask, NUMBER_FIELDS, type WaitingProject, type WaitingTasks } from './waiting-task.ts';

/** How often the tasks are looked at. In milliseconds. */
const INTERVAL = 5_000;

/** How many tasks are read at once. */
const PAGE_SIZE = 200;

/** How many tasks that were stopped are looked at in the beginning, of each type. */
const MAX_STOPPED = 50;

/** How long ago they may have been stopped. In milliseconds. */
const MAX_AGE = 24 * 3_600_000;

const WAITING = ['scheduled', 'blocked', 'queued'] as const;

/** Options of {@link WaitWatch}. */
export interface WaitWatchOptions {
  /** `engine.tasks`. */
  readonly tasks: WaitingTasks;
  /** Returns GitHub and the configuration of a project; `undefined` for one that has no repository. */
  readonly project: (projectId: string) => Promise<WaitingProject | undefined>;
  /** Receives what could not be reported. It is tried again with the next look. */
  readonly onError: (error: unknown) => void;
  readonly logger: Pick<Logger, 'warn'>;
}

/** What was reported of a task. */
interface Told {
  readonly projectId: string;
  readonly number: number;
  /** Identifies the reason and its end; absent until something is reported. */
  readonly reason: string | undefined;
  /** How often it had started when it was last seen to wait. */
  readonly attempt: number;
}

/**
 * Reports on GitHub that tasks wait, for those that have not started: only a running task can do so itself. A task that is held
 * or needs an approval shows the label `waiting`, and its one reply says why and until when. When it is stopped before it has
 * started, the label goes away.
 */
export class WaitWatch {
  readonly #options: WaitWatchOptions;
  readonly #told = new Map<string, Told>();
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #checking: Promise<void> | undefined;
  /** Tasks that were stopped, and whose stop is reported. */
  #settled = new Set<string>();

  constructor(options: WaitWatchOptions) {
    checkFields('WaitWatch', 'options', options, ['tasks', 'project', 'onError', 'logger']);
    this.#options = options;
  }

  /** Looks at the tasks again and again, until `close()`. */
  start(): void {
    if (this.#timer !== undefined || this.#closing.signal.aborted) return;
    this.#timer = setInterval(() => void this.check(), INTERVAL);
    this.#timer.unref();
  }

  /** Looks at the tasks once. Resolves when all that has changed is reported. */
  async check(): Promise<void> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
  }

  /** Ends the watch. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#checking;
  }

  async #check(): Promise<void> {
    await this.#try(async () => this.#recover());
    const open = new Set<string>();
    for (const type of Object.keys(NUMBER_FIELDS)) {
      for await (const task of this.#waiting(type)) {
        open.add(task.id);
        await this.#try(async () => this.#look(task));
      }
    }
    for (const [id, told] of this.#told) {
      if (!open.has(id)) await this.#try(async () => this.#leave(id, told));
    }
  }

  /** Reports the tasks that were stopped while nobody watched, or between two looks. */
  async #recover(): Promise<void> {
    const settled = new Set<string>();
    const away = new Set<string>();
    for (const type of Object.keys(NUMBER_FIELDS)) {
      const { tasks } = await this.#options.tasks.list({
        state: ['cancelled', 'expired'],
        type,
        limit: MAX_STOPPED,
      });
      for (const task of tasks) {
        const age = Date.now() - (task.finishedAt?.getTime() ?? 0);
        if (age > MAX_AGE || this.#settled.has(task.id)) settled.add(task.id);
        else if (!this.#told.has(task.id) && !away.has(task.projectId)) {
          // One failure of a project is enough: the others would most likely fail, too.
          away.add(task.projectId);
          await this.#try(async () => {
            await this.#recoverOne(task);
            settled.add(task.id);
            away.delete(task.projectId);
          });
        }
      }
    }
    this.#settled = settled;
  }

  async #recoverOne(task: ListedTask): Promise<void> {
    const { id, projectId } = task;
    const number = await this.#numberOf(task);
    const reported = number === 0 ? undefined : await this.#reported(id, projectId, number);
    if (reported === undefined || (await this.#hasSuccessor(task)) || !(await showsWork(reported))) return;
    await this.#leave(id, { projectId, number, reason: undefined, attempt: task.attempt });
  }

  /** Whether the label is that of another task of the same issue. */
  async #hasSuccessor({ key }: ListedTask): Promise<boolean> {
    if (key === undefined) return false;
    const { tasks } = await this.#options.tasks.list({ state: [...WAITING, 'running'], key, limit: 1 });
    return tasks.length > 0;
  }

  async *#waiting(type: string): AsyncGenerator<ListedTask> {
    let after: string | undefined;
    do {
      const page = await this.#list({ type, ...(after === undefined ? {} : { after }) });
      yield* page.tasks;
      after = page.next;
    } while (after !== undefined && !this.#closing.signal.aborted);
  }

  async #list(options: { readonly type: string; readonly after?: string }): ReturnType<WaitingTasks['list']> {
    try {
      return await this.#options.tasks.list({ state: WAITING, limit: PAGE_SIZE, ...options });
    } catch (error) {
      this.#options.onError(error);
      return { tasks: [] };
    }
  }

  async #look(task: ListedTask): Promise<void> {
    const { id, projectId, attempt, key, waitingFor } = task;
    const known = this.#told.get(id);
    // An attempt that was deferred shows the label, whatever its task waits for.
    if (attempt > 0) this.#told.set(id, { projectId, number: 0, reason: undefined, ...known, attempt });
    if (waitingFor === undefined || !isTold(waitingFor)) return;
    const reason = `${waitingFor.code} ${waitingFor.message} ${waitingFor.until?.toISOString() ?? ''}`;
    if (known?.reason === reason) return;
    // An attempt that was deferred has reported why; only what changes afterwards is news.
    const isNews = attempt === 0 || (known !== undefined && waitingFor.code !== 'APPROVAL');
    const number = known?.number ?? (isNews ? await this.#numberOf(task) : 0);
    const reported = isNews ? await this.#reported(id, projectId, number) : undefined;
    if (isNews && (reported === undefined || number === 0)) return;
    if (reported !== undefined) {
      if (key !== undefined && (await this.#isBusy(key))) return;
      await reportWait(reported, waitingFor);
      const { state } = await this.#options.tasks.get(id);
      if (state === 'running') await withdrawWait(reported);
    }
    this.#told.set(id, { projectId, number, reason, attempt });
  }

  /** Reports the end of a task that has not started since it was seen to wait. One that has started reports its own. */
  async #leave(id: string, told: Told): Promise<void> {
    const { projectId } = told;
    const task = await this.#options.tasks.get(id);
    const { state, attempt, error, reason } = task;
    const isEnded = state === 'cancelled' || state === 'expired' || state === 'failed';
    if (isEnded && attempt === told.attempt) {
      const number = told.number === 0 && attempt > 0 ? await this.#numberOf(task) : told.number;
      const reported = number === 0 ? undefined : await this.#reported(id, projectId, number);
      if (reported !== undefined && (attempt === 0 || (await showsWork(reported)))) {
        await reportStop(reported, reason ?? error?.message, attempt > 0);
      }
    }
    this.#told.delete(id);
  }

  async #reported(id: string, projectId: string, number: number): Promise<ReportedTask | undefined> {
    const project = await this.#options.project(projectId);
    const { logger } = this.#options;
    return project === undefined ? undefined : { id, number, project, logger, signal: this.#closing.signal };
  }

  async #numberOf({ id, type }: ListedTask): Promise<number> {
    const { task } = await this.#options.tasks.get(id);
    const number = task?.[NUMBER_FIELDS[type] ?? ''];
    return typeof number === 'number' ? number : 0;
  }

  /** Whether a task of the same issue runs, whose label counts. */
  async #isBusy(key: string): Promise<boolean> {
    const { tasks } = await this.#options.tasks.list({ state: ['running'], key, limit: 1 });
    return tasks.length > 0;
  }

  async #try(report: () => Promise<void>): Promise<void> {
    if (this.#closing.signal.aborted) return;
    try {
      await report();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
