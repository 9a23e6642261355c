import type { ProcessSnapshot } from './process-snapshot.ts';

/** Set for a worker; every process below it inherits it unless it clears its environment. */
export const WORKER_VARIABLE = 'POPPOBUILDER_WORKER_ID';

/** Finds the processes that carry the mark of one worker. */
export class MarkReader {
  readonly #mark: string;
  /** Start times, by pid, of processes that were read and do not carry it. */
  #strangers = new Map<number, number>();
  #isSure = true;

  constructor(workerId: string) {
    this.#mark = `${WORKER_VARIABLE}=${workerId}\0`;
  }

  /** Whether the last look could read all: a process that becomes another program may carry it and has no environment. */
  get isSure(): boolean {
    return this.#isSure;
  }

  /**
   * The pids that carry it. One that became another program with the mark after it was read without is found only when
   * `thorough`, which reads every process anew.
   */
  find(snapshot: ProcessSnapshot, thorough: boolean): number[] {
    const found: number[] = [];
    const strangers = new Map<number, number>();
    this.#isSure = true;
    for (const { pid, startTime } of snapshot.entries) {
      if (!thorough && this.#strangers.get(pid) === startTime) {
        strangers.set(pid, startTime);
        continue;
      }
      const environment = snapshot.environmentOf(pid);
      if (environment === undefined) this.#isSure = false;
      else if (environment.includes(this.#mark)) found.push(pid);
      else strangers.set(pid, startTime);
    }
    this.#strangers = strangers;
    return found;
  }
}
