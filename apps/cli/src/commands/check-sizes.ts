import { parseSize } from '@poppobuilder/core';
import { CommanderError } from 'commander';
import type { LimitOptions } from './limit-options.ts';

/** Least number of megabytes of each flag that takes a size. */
const SIZES = [
  ['--memory-limit', 'memoryLimit', 64],
  ['--output-limit', 'outputLimit', 0],
  ['--min-free-memory', 'minFreeMemory', 0],
] as const;

/**
 * Checks the flags that take a size. The command line itself is parsed without core, which `poppo --help` does not load.
 * Throws the error that commander throws for a bad argument.
 */
export function checkSizes(options: LimitOptions): void {
  for (const [flag, name, minimumMegabytes] of SIZES) {
    const text = options[name];
    if (text === undefined) continue;
    const bytes = parseSize(text);
    if (bytes === undefined) refuse(flag, text, 'It must be a size with a unit, such as 512MB or 2GB.');
    if (bytes < minimumMegabytes * 1024 ** 2)
      refuse(flag, text, `It must be at least ${minimumMegabytes}MB.`);
  }
}

function refuse(flag: string, text: string, requirement: string): never {
  const message = `error: option '${flag} <size>' argument '${text}' is invalid. ${requirement}`;
  throw new CommanderError(1, 'commander.invalidArgument', message);
}
