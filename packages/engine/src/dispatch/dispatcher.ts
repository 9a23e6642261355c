import { withTraceparent } from '@poppobuilder/core/runner-kit';
import type { ConsumeOptions } from '../consumer/consume-options.ts';
import type { Presence } from '../consumer/presence.ts';
import type { EngineContext } from '../engine-context.ts';
import type { FetchedJob } from '../job/fetched-job.ts';
import { queueTraits, TASK_QUEUES } from '../job/queue-names.ts';
import { policyOf } from '../submit/admission/project-policy.ts';
import { FetchPlanner } from './fetch-planner.ts';
import type { FetchRequest } from './fetch-request.ts';
import { Fetcher } from './fetcher.ts';
import { type Moment, thisMoment } from './moment.ts';
import { RestingQueues } from './resting-queues.ts';
import { waitingProjects } from './waiting-projects.ts';

/** In milliseconds, as all times here. */
const FETCH_TIMEOUT = 5_000;
/** Not every change is signalled. */
const POLL_INTERVAL = 1_000;

/** A job that was fetched for a consumer. */
interface DispatchedJob {
  readonly queue: string;
  readonly job: FetchedJob;
  /** When the request was sent. */
  readonly sentAt: Moment;
}

/** Options of {@link Dispatcher}. */
export interface DispatcherOptions extends Pick<ConsumeOptions, 'slots' | 'labels' | 'exclusive'> {
  /** Slots that one project may hold. */
  readonly projectSlots: number;
  readonly presence: Pick<Presence, 'id' | 'isPaused' | 'whileSeen'>;
  /** Starts a job, which holds a slot from then on. */
  readonly start: (job: DispatchedJob) => void;
}

/** Fetches waiting tasks for a consumer, as long as it has free slots. */
export class Dispatcher {
  readonly #context: EngineContext;
  readonly #start: DispatcherOptions['start'];
  readonly #presence: DispatcherOptions['presence'];
  readonly #labels: ReadonlySet<string>;
  readonly #isExclusive: boolean;
  readonly #planner: FetchPlanner;
  readonly #fetcher: Fetcher;
  readonly #poll: NodeJS.Timeout;
  readonly #resting = new RestingQueues((queue, projects) => this.#check([queue], projects));
  #fetching: Promise<void> | undefined;
  #isStopping = false;

  constructor(context: EngineContext, options: DispatcherOptions) {
    this.#context = context;
    this.#start = options.start;
    this.#presence = options.presence;
    this.#labels = new Set(options.labels);
    this.#isExclusive = options.exclusive ?? false;
    this.#fetcher = new Fetcher({ ...context, consumer: options.presence.id, timeout: FETCH_TIMEOUT });
    this.#planner = new FetchPlanner({
      slots: options.slots,
      projectCap: options.projectSlots,
      weightOf: (project) => policyOf(context.projects, project).weight ?? 1,
    });
    context.signals.on('wake', this.#onWake);
    this.#poll = setInterval(() => void this.#checkAllQueues(this.#planner.isContended), POLL_INTERVAL);
    void this.#checkAllQueues();
  }

  /** Frees the slot of a task of the project. */
  release(projectId: string): void {
    this.#planner.release(projectId);
    this.#fill();
  }

  /** Checks a queue again after the outcome of one of its tasks was recorded, here or, when all slots are taken, elsewhere. */
  onRecorded(queue: string, isFull: boolean): void {
    const { isOrdered, isLimited } = queueTraits(queue);
    const isElsewhere = isFull || this.#isStopping;
    if (isElsewhere && (isOrdered || isLimited === true)) this.#context.signals.wake([queue]);
    else this.#check([queue]);
  }

  /** Resolves when the tasks of a pending request have been passed on. */
  async fetched(): Promise<void> {
    await this.#fetching;
  }

  /** Fetches no more tasks. Resolves when no request is pending. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    clearInterval(this.#poll);
    this.#resting.close();
    this.#context.signals.off('wake', this.#onWake);
    await this.#fetching;
  }

  readonly #onWake = (queues: readonly string[], projects: readonly string[]): void => {
    if (queues.length === 0) void this.#checkAllQueues();
    else
      this.#check(
        queues.filter((queue) => !this.#resting.postpone(queue, projects)),
        projects,
      );
  };

  async #checkAllQueues(isContended = true): Promise<void> {
    const { queues, database, names, onError } = this.#context;
    try {
      const own = await queues.prepareFor(this.#labels, this.#isExclusive);
      if (isContended) {
        for (const { queue, project } of await waitingProjects(database, names, own)) {
          this.#planner.wake(queue, [project]);
        }
      }
      this.#check(own);
    } catch (error) {
      onError(error);
    }
  }

  #check(names: readonly string[], projects: readonly string[] = []): void {
    const { queues, onError } = this.#context;
    const own = new Set(queues.for(this.#labels, this.#isExclusive));
    for (const name of names) {
      if (own.has(name)) this.#planner.wake(name, projects);
      else if (name.startsWith(`${TASK_QUEUES}/`) && !queues.has(name)) void queues.refresh().catch(onError);
    }
    this.#fill();
  }

  #fill(): void {
    if (this.#isStopping || this.#fetching !== undefined || this.#presence.isPaused()) return;
    const request = this.#planner.next();
    if (request === undefined) return;
    // What is fetched does not belong to the trace of the task that gave the reason to look.
    this.#fetching = withTraceparent(undefined, async () => this.#fetch(request)).finally(() => {
      this.#fetching = undefined;
      this.#fill();
    });
  }

  async #fetch(request: FetchRequest): Promise<void> {
    const { signals, onError } = this.#context;
    const sentAt = thisMoment();
    let jobs: FetchedJob[];
    try {
      jobs = await this.#presence.whileSeen(async () => this.#fetcher.fetch(request));
    } catch (error) {
      this.#planner.failed();
      // The next poll tries again.
      onError(error);
      return;
    }
    if (jobs.length === 0) this.#rest(request.queue);
    for (const { data } of jobs) this.#planner.setWeight(data.task.projectId, data.weight);
    this.#planner.fetched(jobs.map(({ data }) => data.task.projectId));
    for (const job of byPriority(jobs)) this.#start({ queue: request.queue, job, sentAt });
    if (jobs.length > 0) signals.notifyEvents();
  }

  #rest(queue: string): void {
    if (this.#isStopping || this.#planner.isIdle || !queueTraits(queue).isOrdered) return;
    this.#resting.rest(queue);
  }
}

const byPriority = (jobs: readonly FetchedJob[]): FetchedJob[] =>
  jobs.toSorted((a, b) => (b.data.priority ?? 0) - (a.data.priority ?? 0));
