import type { ChosenIsolation } from './choose-isolation.ts';

/** Threads that a process has, as a rule: the kernel counts those. */
const THREADS = 8;

/** Limits that the kernel holds every process of a worker to, each as what comes before a command on its line. */
export interface ResourceLimits {
  /** Before all. */
  readonly outside: readonly string[];
  /** Inside the worker's namespace, where processes of others do not count. */
  readonly inside: readonly string[];
}

/**
 * Limits by prlimit. The number of processes is held by looking at them; where the kernel can, it stops a bomb before
 * that. It never stops root.
 */
export function resourceLimits(
  { prlimit, mode }: ChosenIsolation,
  options: { readonly openFiles: number | undefined; readonly maxProcesses: number },
): ResourceLimits {
  const { openFiles, maxProcesses } = options;
  if (prlimit === undefined) return { outside: [], inside: [] };
  const countsOwn = mode === 'sandbox' && process.getuid?.() !== 0;
  return {
    outside: openFiles === undefined ? [] : [prlimit, `--nofile=${openFiles}:${openFiles}`, '--'],
    inside: countsOwn ? [prlimit, `--nproc=${maxProcesses * THREADS}`, '--'] : [],
  };
}
