/** One process of the machine. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** 0 where the platform does not report it. */
  readonly session: number;
  /** When it started, in a unit of the platform's: with the pid it distinguishes a process from a later one of the same pid. */
  readonly startTime: number;
  /** It has ended and waits for its parent to notice. */
  readonly zombie: boolean;
  /** Memory it has in RAM, what it shares with others included. */
  readonly residentBytes: number;
  /** Processor time it used itself, in milliseconds. */
  readonly cpuMs: number;
  /** Processor time of its ended children that it has noticed, and of theirs. 0 where the platform does not report it. */
  readonly reapedCpuMs: number;
}
