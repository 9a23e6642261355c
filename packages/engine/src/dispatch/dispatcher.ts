import { Fetcher } from './fetcher.ts';
import { policyOf } from '../submit/admission/project-policy.ts';
import { projectCap } from './project-cap.ts';
import { type FetchRequest, FetchPlanner } from './fetch-planner.ts';
import { waitingProjects } from './waiting-projects.ts';
import { queueTraits } from '../job/queue-names.ts';
import { type FetchedJob, RunningAttempt } from '../consumer/running-attempt.ts';
import type { ConsumerParts, ConsumeOptions } from '../consumer/consume-options.ts';

/** Milliseconds in which a claim is answered. */
const ANSWER = 5_000;
/** Milliseconds after which a consumer looks by itself, if nobody woke it. */
const POLL = 1_000;

/** Takes the tasks that wait, as far as there are slots. */
export class Dispatcher {
  readonly #parts: ConsumerParts;
  readonly #onClaimed: (run: RunningAttempt, sentAt: number) => void;
  readonly #labels: ReadonlySet<string>;
  readonly #turns: FetchPlanner;
  readonly #fetcher: Fetcher;
  readonly #poll: NodeJS.Timeout;
  #filling: Promise<void> | undefined;
  #isStopping = false;

  /** Tells of each attempt that it claimed, and when the claim was sent, in `performance.now()`. */
  constructor(
    parts: ConsumerParts,
    options: Pick<ConsumeOptions, 'slots' | 'labels' | 'projectCap'>,
    onClaimed: (run: RunningAttempt, sentAt: number) => void,
  ) {
    this.#parts = parts;
    this.#onClaimed = onClaimed;
    this.#labels = new Set(options.labels);
    this.#fetcher = new Fetcher({ ...parts, answer: ANSWER });
    this.#turns = new FetchPlanner({
      slots: options.slots,
      projectCap: projectCap(options.slots, options.projectCap),
      weightOf: (project) => policyOf(parts.projects, project).weight ?? 1,
    });
    parts.signals.on('wake', this.#onWake);
    this.#poll = setInterval(() => void this.#lookEverywhere(this.#turns.isContended), POLL);
    void this.#lookEverywhere();
  }

  /** The slot of an attempt is free. */
  freed({ task }: RunningAttempt): void {
    this.#turns.ended(task.projectId);
    this.#fill();
  }

  /** The end of an attempt is told: what waited for it may go, here or, when all slots are taken, elsewhere. */
  settled({ queue }: RunningAttempt, isFull: boolean): void {
    const { isOrdered, isLimited } = queueTraits(queue);
    const isElsewhere = isFull || this.#isStopping;
    if (isElsewhere && (isOrdered || isLimited === true)) this.#parts.signals.wake([queue]);
    else this.#look([queue]);
  }

  /** Takes no more. Resolves when no claim is under way. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#poll);
    this.#parts.signals.off('wake', this.#onWake);
    await this.#filling;
  }

  readonly #onWake = (queues: readonly string[], projects: readonly string[]): void => {
    if (queues.length === 0) void this.#lookEverywhere();
    else this.#look(queues, projects);
  };

  async #lookEverywhere(isContended = true): Promise<void> {
    const { queues, database, names, onError } = this.#parts;
    try {
      const mine = await queues.bring(this.#labels);
      if (isContended) {
        for (const { queue, project } of await waitingProjects(database, names, mine)) {
          this.#turns.wake(queue, [project]);
        }
      }
      this.#look(mine);
    } catch (error) {
      onError(error);
    }
  }

  #look(names: readonly string[], projects: readonly string[] = []): void {
    const mine = new Set(this.#parts.queues.for(this.#labels));
    for (const name of names) {
      if (mine.has(name)) this.#turns.wake(name, projects);
      else if (name.startsWith('tasks/')) void this.#parts.queues.refresh().catch(this.#parts.onError);
    }
    this.#fill();
  }

  #fill(): void {
    if (this.#isStopping || this.#filling !== undefined) return;
    const turn = this.#turns.next();
    if (turn === undefined) return;
    this.#filling = this.#claim(turn).finally(() => {
      this.#filling = undefined;
      this.#fill();
    });
  }

  async #claim(turn: FetchRequest): Promise<void> {
    const sentAt = performance.now();
    let jobs: FetchedJob[];
    try {
      jobs = await this.#fetcher.take(turn);
    } catch (error) {
      this.#turns.failed();
      // The poll looks again.
      this.#parts.onError(error);
      return;
    }
    for (const { data } of jobs) this.#turns.weigh(data.task.projectId, data.weight);
    this.#turns.claimed(jobs.map(({ data }) => data.task.projectId));
    for (const job of inOrder(jobs)) this.#onClaimed(new RunningAttempt(turn.queue, job), sentAt);
    if (jobs.length > 0) this.#parts.signals.news();
  }
}

const inOrder = (jobs: readonly FetchedJob[]): FetchedJob[] =>
  jobs.toSorted((a, b) => (b.data.priority ?? 0) - (a.data.priority ?? 0));
