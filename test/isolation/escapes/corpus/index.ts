import type { EscapeCase } from '../escape-case.ts';
import { CODE } from './code.ts';
import { KERNEL } from './kernel.ts';
import { NETWORK } from './network.ts';
import { PROCESSES } from './processes.ts';
import { READING } from './reading.ts';
import { WRITING } from './writing.ts';

/** Every way out that is tried. */
export const CORPUS: readonly EscapeCase[] = [
  ...READING,
  ...WRITING,
  ...PROCESSES,
  ...KERNEL,
  ...NETWORK,
  ...CODE,
];
