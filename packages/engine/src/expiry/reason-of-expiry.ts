import type { Run } from '../work/run.ts';

/** Why an attempt that was claimed may not start any more, if that is so. A `ttl` is over with the first start. */
export function reasonOfExpiry(
  { attempt, expiresAt, deadline }: Pick<Run, 'attempt' | 'expiresAt' | 'deadline'>,
  now: number,
): string | undefined {
  if (deadline !== undefined && deadline <= now) return 'Its deadline has passed.';
  if (attempt === 1 && expiresAt !== undefined && expiresAt <= now) return 'It waited longer than it may.';
  return undefined;
}
