import { freemem } from 'node:os';
import { describeSize, parseSize } from '@poppobuilder/core';
import { fine, type Outcome, weak } from './finding.ts';

/** Compares the memory that is free with what must be free before a task starts. */
export async function checkMemory(least: string | undefined): Promise<Outcome> {
  const free = Math.min(freemem(), process.availableMemory());
  const message = `${describeSize(free)} of memory are free`;
  const needed = least === undefined ? undefined : parseSize(least);
  if (needed === undefined) return fine(`${message}.`);
  if (free >= needed) return fine(`${message}, and tasks start while ${least} is.`);
  return weak(
    `${message}, and tasks wait until ${least} is.`,
    'End other programs, or set "minFreeMemory" in the configuration to less.',
  );
}
