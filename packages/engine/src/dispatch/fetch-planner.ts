import { allocateSlots } from './allocate-slots.ts';
import type { FetchRequest } from './fetch-request.ts';
import { ProjectShares } from './project-shares.ts';

/** Options of {@link FetchPlanner}. */
export interface FetchPlannerOptions {
  readonly slots: number;
  /** Slots that one project may hold. @defaultValue all */
  readonly projectCap?: number | undefined;
  /** Returns the weight of a project for which no task gave one. @defaultValue 1 for each */
  readonly weightOf?: ((project: string) => number) | undefined;
}

/** What is known about a queue. */
interface Demand {
  /** Whether tasks of projects that are not listed may wait. */
  isOpen: boolean;
  readonly projects: Set<string>;
}

/**
 * Plans which tasks to fetch next, so that each project gets slots by its weight and no slot stays idle. As long as only one
 * project is known to wait, requests name no project.
 */
export class FetchPlanner {
  readonly #slots: number;
  readonly #cap: number;
  readonly #shares: ProjectShares;
  readonly #demands = new Map<string, Demand>();
  #pending: { readonly request: FetchRequest; readonly demand: Demand } | undefined;

  constructor({ slots, projectCap = slots, weightOf = () => 1 }: FetchPlannerOptions) {
    this.#slots = slots;
    this.#cap = Math.min(projectCap, slots);
    this.#shares = new ProjectShares(weightOf);
  }

  /** Records that a queue may have tasks: of these projects, or of any when none is named. */
  wake(queue: string, projects: Iterable<string> = []): void {
    const demand = this.#demandOf(queue);
    const named = [...projects];
    if (named.length === 0) demand.isOpen = true;
    for (const project of named) {
      if (!demand.projects.has(project)) this.#shares.join(project);
      demand.projects.add(project);
    }
  }

  /** Whether no slot is taken. */
  get isIdle(): boolean {
    return this.#shares.running === 0;
  }

  /** Whether more than one project is known to wait, or any while all slots are taken. */
  get isContended(): boolean {
    return this.#demands.size > 0 && (this.#shares.running >= this.#slots || this.#waiting().size > 1);
  }

  /**
   * Returns what to fetch next, or undefined when nothing waits. Call {@link FetchPlanner.fetched} or
   * {@link FetchPlanner.failed} before the next call.
   */
  next(): FetchRequest | undefined {
    const free = this.#slots - this.#shares.running;
    if (free <= 0) return undefined;
    const known = this.#waiting();
    const capped = this.#shares.atLeast(this.#cap);
    const waiting = [...known].filter((project) => !capped.includes(project));
    const request =
      waiting.length > (capped.length > 0 ? 0 : 1)
        ? this.#contended(free, waiting, [...known, ...capped])
        : this.#plain(free, capped);
    if (request === undefined) return undefined;
    this.#pending = { request, demand: this.#demandOf(request.queue) };
    // Moves the queue to the end of the rotation. What is reported in the meantime is added to it.
    this.#demands.delete(request.queue);
    return request;
  }

  /** Records the projects of the tasks that were fetched, one for each task. */
  fetched(projects: readonly string[]): void {
    const { request, demand: before } = this.#takePending();
    for (const project of projects) this.#shares.acquire(project);
    const isFull = projects.length >= request.batchSize;
    const left = isFull ? [...before.projects, ...projects] : request.ignore;
    // A request for one project fetches no tasks of projects that nobody has named.
    const isOpen = request.project === undefined ? isFull : before.isOpen;
    if (left.length === 0 && !isOpen) return;
    const demand = this.#demandOf(request.queue);
    if (isOpen) demand.isOpen = true;
    for (const project of left) demand.projects.add(project);
  }

  /** Records that fetching failed. The queue is tried again when it is woken. */
  failed(): void {
    this.#takePending();
  }

  /** Records that a task of the project has left its slot. */
  release(project: string): void {
    this.#shares.release(project);
  }

  /** Records the weight that a task gave for its project; undefined when it gave none. */
  setWeight(project: string, weight: number | undefined): void {
    this.#shares.setWeight(project, weight);
  }

  #takePending(): { readonly request: FetchRequest; readonly demand: Demand } {
    const pending = this.#pending;
    if (pending === undefined) throw new Error('No request is pending.');
    this.#pending = undefined;
    return pending;
  }

  #plain(free: number, capped: readonly string[]): FetchRequest | undefined {
    const batchSize = Math.min(free, this.#cap - this.#shares.most(capped));
    for (const [queue, { isOpen, projects }] of this.#demands) {
      const mayHaveTasks = isOpen || [...projects].some((project) => !capped.includes(project));
      if (mayHaveTasks) return { queue, batchSize, ignore: capped };
    }
    return undefined;
  }

  #contended(free: number, waiting: readonly string[], known: readonly string[]): FetchRequest | undefined {
    const [first] = allocateSlots(this.#shares, waiting, { all: this.#slots, free, cap: this.#cap });
    if (first === undefined) return undefined;
    const [project, batchSize] = first;
    // One project at a time: of several, those with the oldest tasks would get all slots.
    const ignore = [...new Set(known)].filter((other) => other !== project);
    const queue = [...this.#demands].find(([, { projects }]) => projects.has(project))?.[0];
    return queue === undefined ? undefined : { queue, batchSize, ignore, project };
  }

  #waiting(): Set<string> {
    return new Set([...this.#demands.values()].flatMap(({ projects }) => [...projects]));
  }

  #demandOf(queue: string): Demand {
    let demand = this.#demands.get(queue);
    if (demand === undefined) this.#demands.set(queue, (demand = { isOpen: false, projects: new Set() }));
    return demand;
  }
}
