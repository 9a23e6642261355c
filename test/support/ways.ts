import { spawnSync } from 'node:child_process';

/** A way in which `poppo run` runs tasks. */
export interface Way {
  readonly title: string;
  readonly flags: readonly string[];
  /** Whether plugins run in the process of `poppo` itself. */
  readonly inProcess: boolean;
}

const hasBubblewrap = spawnSync('bwrap', ['--version']).error === undefined;

/** In workers as this machine can, and in the process of `poppo`. */
export const WAYS: readonly Way[] = [
  { title: 'in workers', flags: [], inProcess: false },
  { title: 'in its own process', flags: ['--in-process'], inProcess: true },
];

/** How workers can be kept apart on this machine. */
export const ISOLATIONS: readonly ('process' | 'sandbox')[] = hasBubblewrap
  ? ['process', 'sandbox']
  : ['process'];

/** The same, and workers in processes alone where there are sandboxes. */
export const ALL_WAYS: readonly Way[] = [
  ...WAYS,
  ...(hasBubblewrap
    ? [{ title: 'in processes alone', flags: ['--isolation', 'process'], inProcess: false }]
    : []),
];

/** What standard error begins with where workers have no sandbox. */
export const NO_SANDBOX: RegExp = /^warning: Tasks run without a sandbox, .*\n?/;
