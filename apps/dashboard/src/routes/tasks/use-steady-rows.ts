import { useState } from 'react';
import type { TaskRow } from '../../api/types.ts';

/** A list in which nothing moves by itself. */
export interface SteadyRows {
  readonly rows: readonly TaskRow[];
  /** How many tasks are newer than those that are shown. */
  readonly newCount: number;
  readonly showNew: () => void;
}

interface Shown {
  readonly view: string;
  readonly newest: string | undefined;
}

/**
 * Keeps new tasks from pushing others away under the pointer: they are counted, and shown when the person wants that. What
 * is shown still changes in place.
 *
 * @param view - what is listed: another view begins with all of its tasks
 */
export function useSteadyRows(loaded: readonly TaskRow[] | undefined, view: string): SteadyRows {
  const [shown, setShown] = useState<Shown>();
  const newest = loaded?.[0]?.id;
  const isOther = loaded !== undefined && (shown?.view !== view || shown.newest === undefined);
  if (isOther && (shown?.view !== view || shown.newest !== newest)) setShown({ view, newest });
  const all = loaded ?? [];
  const start = isOther
    ? 0
    : Math.max(
        0,
        all.findIndex(({ id }) => id === shown?.newest),
      );
  return {
    rows: start === 0 ? all : all.slice(start),
    newCount: start,
    showNew: () => setShown({ view, newest }),
  };
}
