import { ApiError } from '@poppobuilder/api/client';
import { QueryClient } from '@tanstack/react-query';

/** How often a request is repeated that the daemon did not answer. */
const MAX_RETRIES = 3;

/** Creates the cache of what the daemon answered. Events say what is out of date, so nothing is asked for again by itself. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // What the daemon refuses, it refuses again.
        retry: (count, error) => !(error instanceof ApiError) && count < MAX_RETRIES,
      },
      mutations: { retry: false },
    },
  });
}
