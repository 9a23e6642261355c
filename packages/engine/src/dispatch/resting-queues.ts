/** How long a queue rests. In milliseconds. */
const REST = 25;

interface Rest {
  readonly timer: NodeJS.Timeout;
  /** Whether tasks have come since, and of which projects. */
  isWoken: boolean;
  readonly projects: Set<string>;
}

/**
 * Ordered queues that had no task to start while others ran. New tasks of such a queue mostly wait for those of their key that
 * run, so that it is not looked at for each of them, but once for all that come within a moment.
 */
export class RestingQueues {
  readonly #onRested: (queue: string, projects: readonly string[]) => void;
  readonly #rests = new Map<string, Rest>();

  /** @param onRested - Is called when a queue has rested for which tasks came in the meantime. */
  constructor(onRested: (queue: string, projects: readonly string[]) => void) {
    this.#onRested = onRested;
  }

  /** Postpones further looks at a queue that had nothing. */
  rest(queue: string): void {
    const { isWoken = false, projects = new Set<string>(), timer: before } = this.#rests.get(queue) ?? {};
    clearTimeout(before);
    const timer = setTimeout(() => this.#end(queue), REST);
    this.#rests.set(queue, { timer, isWoken, projects });
  }

  /** Whether a queue rests: then it is looked at for these projects when it has rested. */
  postpone(queue: string, projects: readonly string[]): boolean {
    const rest = this.#rests.get(queue);
    if (rest === undefined) return false;
    rest.isWoken = true;
    for (const project of projects) rest.projects.add(project);
    return true;
  }

  close(): void {
    for (const { timer } of this.#rests.values()) clearTimeout(timer);
  }

  #end(queue: string): void {
    const rest = this.#rests.get(queue);
    this.#rests.delete(queue);
    if (rest?.isWoken === true) this.#onRested(queue, [...rest.projects]);
  }
}
