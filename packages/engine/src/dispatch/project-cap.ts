import { TaskError } from '@poppobuilder/core';

/** Returns how many slots one project may hold: a number below 1 is a fraction of them. Throws `INVALID_CONFIG`. */
export function projectCap(slots: number, cap: number | undefined): number {
  if (cap === undefined) return slots;
  if (cap > 0 && (cap < 1 || Number.isInteger(cap)))
    return cap < 1 ? Math.max(1, Math.floor(slots * cap)) : cap;
  const message = `The option "projectCap" is ${cap}. Set a fraction of the slots, such as 0.5, or a whole number of them.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
