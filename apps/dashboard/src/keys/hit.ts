import type { ReactNode } from 'react';

/** Something to go to or to do. */
export interface Hit {
  readonly key: string;
  readonly text: string;
  readonly kind: string;
  /** Goes where it leads. */
  readonly go: () => Promise<void>;
  /** Does something before. Rejects when that did not work. */
  readonly act?: () => Promise<unknown>;
  /** Asks before something is done. */
  readonly ask?: (onClose: () => void) => ReactNode;
}

/** Whether all words of a text are in another one, in any order. */
export function hasWords(text: string, wanted: string): boolean {
  const lower = text.toLowerCase();
  return wanted
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
