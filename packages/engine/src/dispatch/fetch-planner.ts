import { allocateSlots } from './allocate-slots.ts';
import { ProjectShares } from './project-shares.ts';

/** A claim to be made: so many tasks at most, of this queue, and of none of these projects. */
export interface FetchRequest {
  readonly queue: string;
  readonly batchSize: number;
  readonly ignore: readonly string[];
  /** Whose turn it is; undefined when anyone else may have it. */
  readonly project?: string | undefined;
}

/** Options of {@link FetchPlanner}. */
export interface FetchPlannerOptions {
  readonly slots: number;
  /** Slots that one project may hold. @defaultValue all */
  readonly projectCap?: number | undefined;
  /** The weight of a project of which no task has said one. @defaultValue 1 for each */
  readonly weightOf?: ((project: string) => number) | undefined;
}

/** What is known of a queue. */
interface Demand {
  /** Whether there may be tasks of projects that are not known to wait. */
  isOpen: boolean;
  readonly projects: Set<string>;
}

/**
 * Decides which projects the next claim is for, so that each gets slots by its weight, and none stays idle. As long as
 * one project alone is known to wait, a claim is a plain one.
 */
export class FetchPlanner {
  readonly #slots: number;
  readonly #cap: number;
  readonly #shares: ProjectShares;
  readonly #demands = new Map<string, Demand>();
  #taken: { readonly turn: FetchRequest; readonly demand: Demand } | undefined;

  constructor({ slots, projectCap = slots, weightOf = () => 1 }: FetchPlannerOptions) {
    this.#slots = slots;
    this.#cap = Math.min(projectCap, slots);
    this.#shares = new ProjectShares(weightOf);
  }

  /** Something may wait in a queue: of these projects, or of anyone's when none is named. */
  wake(queue: string, projects: Iterable<string> = []): void {
    const demand = this.#demandOf(queue);
    const named = [...projects];
    if (named.length === 0) demand.isOpen = true;
    for (const project of named) {
      if (!demand.projects.has(project)) this.#shares.join(project);
      demand.projects.add(project);
    }
  }

  /** Whether more than one project is known to wait, or any while all slots are taken. */
  get isContended(): boolean {
    return this.#demands.size > 0 && (this.#shares.running >= this.#slots || this.#known().size > 1);
  }

  /** What to claim next; undefined when nothing waits. {@link FetchPlanner.claimed} or {@link FetchPlanner.failed} follows. */
  next(): FetchRequest | undefined {
    const free = this.#slots - this.#shares.running;
    if (free <= 0) return undefined;
    const known = this.#known();
    const capped = this.#shares.atLeast(this.#cap);
    const waiting = [...known].filter((project) => !capped.includes(project));
    const turn =
      waiting.length > (capped.length > 0 ? 0 : 1)
        ? this.#contended(free, waiting, [...known, ...capped])
        : this.#plain(free, capped);
    if (turn === undefined) return undefined;
    this.#taken = { turn, demand: this.#demandOf(turn.queue) };
    // At the end of the rotation from now on; what is heard meanwhile is added to it.
    this.#demands.delete(turn.queue);
    return turn;
  }

  /** The claim gave tasks of these projects, one for each task. */
  claimed(projects: readonly string[]): void {
    const { turn, demand: before } = this.#take();
    for (const project of projects) this.#shares.begin(project);
    const isFull = projects.length >= turn.batchSize;
    const left = isFull ? [...before.projects, ...projects] : turn.ignore;
    // A claim for one project finds none of those that nobody has named.
    const isOpen = turn.project === undefined ? isFull : before.isOpen;
    if (left.length === 0 && !isOpen) return;
    const demand = this.#demandOf(turn.queue);
    if (isOpen) demand.isOpen = true;
    for (const project of left) demand.projects.add(project);
  }

  /** The claim could not be made: the queue is looked at again when somebody wakes it. */
  failed(): void {
    this.#take();
  }

  /** A task of the project has left its slot. */
  ended(project: string): void {
    this.#shares.end(project);
  }

  /** Remembers the weight that a task said for its project, if it said one. */
  weigh(project: string, weight: number | undefined): void {
    this.#shares.weigh(project, weight);
  }

  #take(): { readonly turn: FetchRequest; readonly demand: Demand } {
    const taken = this.#taken;
    if (taken === undefined) throw new Error('There is no claim under way.');
    this.#taken = undefined;
    return taken;
  }

  #plain(free: number, capped: readonly string[]): FetchRequest | undefined {
    const batchSize = Math.min(free, this.#cap - this.#shares.most(capped));
    for (const [queue, { isOpen, projects }] of this.#demands) {
      const isWorth = isOpen || [...projects].some((project) => !capped.includes(project));
      if (isWorth) return { queue, batchSize, ignore: capped };
    }
    return undefined;
  }

  #contended(free: number, waiting: readonly string[], known: readonly string[]): FetchRequest | undefined {
    const [first] = allocateSlots(this.#shares, waiting, { all: this.#slots, free, cap: this.#cap });
    if (first === undefined) return undefined;
    const [project, batchSize] = first;
    // For one project at a time: of several, those with the oldest tasks would be given all.
    const ignore = [...new Set(known)].filter((other) => other !== project);
    const queue = [...this.#demands].find(([, { projects }]) => projects.has(project))?.[0];
    return queue === undefined ? undefined : { queue, batchSize, ignore, project };
  }

  #known(): Set<string> {
    return new Set([...this.#demands.values()].flatMap(({ projects }) => [...projects]));
  }

  #demandOf(queue: string): Demand {
    let demand = this.#demands.get(queue);
    if (demand === undefined) this.#demands.set(queue, (demand = { isOpen: false, projects: new Set() }));
    return demand;
  }
}
