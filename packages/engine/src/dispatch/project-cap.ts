import { TaskError } from '@poppobuilder/core';

/** How many of the slots one project may hold: below 1 that part of them, else so many. Throws `INVALID_CONFIG`. */
export function projectCap(slots: number, cap: number | undefined): number {
  if (cap === undefined) return slots;
  if (cap > 0 && (cap < 1 || Number.isInteger(cap)))
    return cap < 1 ? Math.max(1, Math.floor(slots * cap)) : cap;
  const message = `The option "projectCap" is ${cap}. Give a part of the slots, such as 0.5, or a whole number of them.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
