import type { ReactNode } from 'react';
import { Skeleton } from './skeleton.tsx';

/** What a {@link WhenLoaded} waits for. */
export interface WhenLoadedProps {
  readonly isLoading: boolean;
  readonly children: ReactNode;
}

/** Shows the parts of a place together, once the daemon has answered for each: none moves another, and none says that there is nothing. */
export function WhenLoaded({ isLoading, children }: WhenLoadedProps) {
  return isLoading ? <Skeleton rows={16} /> : children;
}

/** Whether one of several queries has no answer yet, for `combine`. */
export const isAnyLoading = (results: readonly { readonly isLoading: boolean }[]): boolean =>
  results.some(({ isLoading }) => isLoading);
