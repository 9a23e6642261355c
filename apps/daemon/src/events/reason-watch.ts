import { setTimeout as pause } from 'node:timers/promises';
import type { Engine, TaskFilter, TaskPage, TaskState, WaitReason } from '@poppobuilder/engine';

/** A task that waits for another reason than before. */
export interface ReasonChange {
  readonly taskId: string;
  readonly state: TaskState;
  readonly waitingFor: WaitReason;
}

/** Options of a {@link ReasonWatch}. */
export interface ReasonWatchOptions {
  readonly engine: Engine;
  /** @defaultValue all tasks */
  readonly ids?: TaskFilter['ids'];
  /** Receives the changes of one look. */
  readonly onChanges: (changes: readonly ReasonChange[]) => void;
  readonly onError: (error: unknown) => void;
}

const WAITING: readonly TaskState[] = ['queued', 'scheduled', 'blocked'];

/** In milliseconds. */
const INTERVAL = 1_000;

/** Looking takes at most this share of the time. */
const MAX_SHARE = 0.05;

/** How many tasks a look reads: the newest, which lists show first, and as many of the others in turn. */
const PAGE = 200;

/** More tasks are not remembered; the reasons of those that are forgotten are reported when they are seen again. */
const MAX_KNOWN = 100_000;

/**
 * Looks why tasks wait. The reason is computed from what is in the way, so it changes without any change of the task; nothing
 * in the database tells.
 */
export class ReasonWatch implements Disposable {
  readonly #options: ReasonWatchOptions;
  readonly #stop = new AbortController();
  readonly #known = new Map<string, string>();
  #next: string | undefined;
  /** Whether the tasks that waited when the watch began are known. */
  #isComplete = false;

  constructor(options: ReasonWatchOptions) {
    this.#options = options;
    void this.#run();
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const startedAt = performance.now();
      await this.#look().catch(this.#options.onError);
      const rest = (performance.now() - startedAt) / MAX_SHARE;
      await pause(Math.max(INTERVAL, rest), undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #look(): Promise<void> {
    const first = await this.#read();
    const older = this.#next ?? first.next;
    const others = older === undefined ? undefined : await this.#read(older);
    this.#next = others?.next;
    const wasComplete = this.#isComplete;
    this.#isComplete ||= this.#next === undefined;
    const changes: ReasonChange[] = [];
    for (const { id, state, waitingFor } of [...first.tasks, ...(others?.tasks ?? [])]) {
      if (waitingFor === undefined) continue;
      const reason = textOf(waitingFor);
      const known = this.#known.get(id);
      if (known === reason) continue;
      if (known !== undefined || wasComplete) changes.push({ taskId: id, state, waitingFor });
      this.#known.delete(id);
      this.#known.set(id, reason);
      this.#forget();
    }
    if (changes.length > 0 && !this.#stop.signal.aborted) this.#options.onChanges(changes);
  }

  #forget(): void {
    if (this.#known.size <= MAX_KNOWN) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }

  async #read(after?: string): Promise<TaskPage> {
    const { engine, ids } = this.#options;
    return engine.tasks.list({ state: WAITING, ids, limit: PAGE, after });
  }
}

/** What is told of a reason: it is the same one for as long as this is. */
const textOf = ({ code, message, until, by }: WaitReason): string =>
  JSON.stringify([code, message, until, by]);
