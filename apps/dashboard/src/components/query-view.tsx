import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { PlaceError } from './place-error.tsx';
import { Skeleton } from './skeleton.tsx';

/** What a {@link QueryView} shows. */
export interface QueryViewProps<Data> {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
}

/** What the daemon answered; while it loads, and where it failed, that. */
export function QueryView<Data>({ query, children }: QueryViewProps<Data>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error !== null) return <PlaceError error={query.error} />;
  return <Skeleton />;
}
