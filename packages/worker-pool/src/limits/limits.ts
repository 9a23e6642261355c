import { parseSize, type CoreConfig } from '@poppobuilder/core';
import type { PoolSettings } from '../pool/pool-options.ts';

/** What each task of a project may use. */
export type Limits = Pick<
  PoolSettings,
  'memoryLimit' | 'outputLimit' | 'maxProcesses' | 'cpuTime' | 'openFiles'
>;

/** Returns the limits for the tasks of a project: those of its configuration, else those of the pool. */
export function limitsFor(settings: PoolSettings, { limits = {} }: CoreConfig): Limits {
  return {
    memoryLimit: sizeOf(limits.memoryLimit) ?? settings.memoryLimit,
    outputLimit: sizeOf(limits.outputLimit) ?? settings.outputLimit,
    maxProcesses: limits.maxProcesses ?? settings.maxProcesses,
    cpuTime: limits.cpuTime ?? settings.cpuTime,
    openFiles: limits.openFiles ?? settings.openFiles,
  };
}

const sizeOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : parseSize(text);
