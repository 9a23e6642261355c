import { useSyncExternalStore } from 'react';
import { readTaskSearch, type TaskSearch } from './task-search.ts';

/** A filter of the list that somebody gave a name. */
export interface SavedView {
  readonly name: string;
  readonly search: TaskSearch;
}

const KEY = 'poppo-task-views';

/** Told in the tab that changes them; the browser tells the others. */
const CHANGED = 'poppo-task-views-changed';

/** Returns the views in a text that may be anything. */
export function readViews(text: string | null): readonly SavedView[] {
  let views: unknown;
  try {
    views = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(views)) return [];
  return views.flatMap((view: unknown) => {
    const { name, search } = Object(view) as Readonly<Record<string, unknown>>;
    return typeof name === 'string' && name !== ''
      ? [{ name, search: readTaskSearch(Object(search) as Record<string, unknown>) }]
      : [];
  });
}

/** Adds a view, or replaces the one of its name. */
export function saveView(view: SavedView): void {
  keep([...others(view.name), view]);
}

/** Forgets a view. */
export function removeView(name: string): void {
  keep(others(name));
}

/** The views that are saved in this browser, by their names. */
export function useSavedViews(): readonly SavedView[] {
  return readViews(useSyncExternalStore(subscribe, () => localStorage.getItem(KEY)));
}

const others = (name: string): readonly SavedView[] =>
  readViews(localStorage.getItem(KEY)).filter((view) => view.name !== name);

function keep(views: readonly SavedView[]): void {
  localStorage.setItem(KEY, JSON.stringify(views.toSorted((a, b) => a.name.localeCompare(b.name))));
  dispatchEvent(new Event(CHANGED));
}

function subscribe(listener: () => void): () => void {
  const names = ['storage', CHANGED];
  for (const name of names) addEventListener(name, listener);
  return () => {
    for (const name of names) removeEventListener(name, listener);
  };
}
