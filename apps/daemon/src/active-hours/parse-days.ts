import { nearest } from '@poppobuilder/core';

/** A day of the week, Sunday being 0. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Returns the days of a text such as `mon-fri`, `wed` or `fri-mon,wed`, and what is wrong with it. */
export function parseDays(text: string): { readonly days: readonly Weekday[]; readonly problem?: string } {
  const days = new Set<Weekday>();
  for (const part of text.toLowerCase().split(',')) {
    const [first = '', last = first, ...more] = part.trim().split('-');
    const unknown = [first, last].find((name) => !NAMES.includes(name));
    if (unknown !== undefined || more.length > 0) return { days: [], problem: problemOf(unknown ?? part) };
    let day = NAMES.indexOf(first);
    days.add(day as Weekday);
    while (NAMES[day] !== last) {
      day = (day + 1) % NAMES.length;
      days.add(day as Weekday);
    }
  }
  return { days: [...days].toSorted((a, b) => a - b) };
}

function problemOf(name: string): string {
  const meant = nearest(name, NAMES);
  const suggestion = meant === undefined ? '' : ` (did you mean "${meant}"?)`;
  return `${JSON.stringify(name)} is not a day${suggestion}; use days and ranges such as "mon-fri", "wed" or "mon,wed-fri"`;
}
