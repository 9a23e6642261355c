import type { ProjectConfigInput } from '@poppobuilder/core';
import { type Command, InvalidArgumentError } from 'commander';

/** Flags of `poppo run` that limit what a task may use. */
export interface LimitOptions {
  readonly memoryLimit?: string;
  readonly outputLimit?: string;
  readonly maxProcesses?: number;
  /** CPU time of a task. In milliseconds. */
  readonly cpuTime?: number;
  readonly openFiles?: number;
  readonly minFreeMemory?: string;
}

/** Names of the options for `conflicts()`: without workers nothing enforces them. */
export const LIMIT_NAMES: string[] = [
  'memoryLimit',
  'outputLimit',
  'maxProcesses',
  'cpuTime',
  'openFiles',
  'minFreeMemory',
];

/** Adds the flags to a command. `checkSizes` checks those that are sizes. */
export function addLimitOptions(command: Command): Command {
  return command
    .option('--memory-limit <size>', 'memory of a task and its processes (default: 2GB)')
    .option('--output-limit <size>', 'output of the commands of a task (default: 512MB)')
    .option('--max-processes <n>', 'number of processes of a task (default: 512)', count(1))
    .option('--cpu-time <ms>', 'CPU time of a task in milliseconds (default: no limit)', count(1))
    .option('--open-files <n>', "number of open files of each process (default: this process's)", count(64))
    .option('--min-free-memory <size>', 'wait while less memory than this is free (default: no minimum)');
}

/** Returns the limits of each task as configuration, which wins over the files of projects; `undefined` without any. */
export function limitsOf(options: LimitOptions): ProjectConfigInput | undefined {
  const { memoryLimit, outputLimit, maxProcesses, cpuTime, openFiles } = options;
  const given = Object.entries({ memoryLimit, outputLimit, maxProcesses, cpuTime, openFiles }).filter(
    ([, value]) => value !== undefined,
  );
  return given.length === 0 ? undefined : { limits: Object.fromEntries(given) };
}

function count(minimum: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= minimum && number <= MAX_NUMBER) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${MAX_NUMBER}.`);
  };
}

/** Maximum of all numeric options. Equals core's MAX_TIMEOUT, which is not imported so that `poppo --help` does not load core. */
export const MAX_NUMBER: number = 2 ** 31 - 1;
