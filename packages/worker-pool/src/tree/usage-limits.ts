/** What a tree uses. */
export interface TreeUsage {
  /** Memory in RAM: shared pages count for each process, except when that sum is over the limit. */
  readonly residentBytes: number;
  /** Live processes. */
  readonly processes: number;
  /** User and system time since the registration, of ended processes too. In milliseconds. */
  readonly cpuMs: number;
}

/** What a tree may use. */
export interface UsageLimits {
  /** Bytes. @defaultValue no limit */
  readonly memory?: number | undefined;
  /** Live processes at a time. @defaultValue no limit */
  readonly processes?: number | undefined;
  /** Milliseconds of user and system time since the registration. @defaultValue no limit */
  readonly cpuMs?: number | undefined;
}

/** A limit that a tree went over. */
export interface ExceededLimit {
  readonly name: 'memoryLimit' | 'maxProcesses' | 'cpuTime';
  /** In the unit of {@link UsageLimits}. */
  readonly limit: number;
  /** What was measured, in the same unit. */
  readonly value: number;
}

/** The first limit that the usage is over; `undefined` when it is within all. */
export function findExceeded(usage: TreeUsage, limits: UsageLimits): ExceededLimit | undefined {
  const candidates = [
    { name: 'memoryLimit', limit: limits.memory, value: usage.residentBytes },
    { name: 'maxProcesses', limit: limits.processes, value: usage.processes },
    { name: 'cpuTime', limit: limits.cpuMs, value: usage.cpuMs },
  ] as const;
  for (const { name, limit, value } of candidates) {
    if (limit !== undefined && value > limit) return { name, limit, value };
  }
  return undefined;
}
